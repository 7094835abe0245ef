// Written by scripts/write-schema.ts from project-schema.ts; do not edit.
// biome-ignore-all lint: generated
// biome-ignore-all format: generated
// @ts-nocheck
export const isValidProject = validate10;
const schema11 = {"$schema":"http://json-schema.org/draft-07/schema#","title":"lorchestra.yaml","description":"A lorchestra project: its warehouse, the streams it reads and where its files are.","type":"object","additionalProperties":false,"properties":{"warehouse":{"type":"object","additionalProperties":false,"default":{},"description":"Where everything is kept.","properties":{"driver":{"enum":["sqlite"],"default":"sqlite","description":"sqlite: one file, no server."},"path":{"type":"string","minLength":1,"default":"./warehouse.db","description":"The SQLite file, relative to this file; ~ and environment references are resolved."}}},"streams":{"type":"object","default":{},"description":"The streams that ingest jobs name in source.stream.","propertyNames":{"pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},"additionalProperties":{"type":"object","required":["tap","stream"],"additionalProperties":false,"properties":{"tap":{"type":"string","minLength":1,"description":"npm package of the tap, for example @lorchestra/tap-stripe, or a module of the project (./taps/mine.js)."},"stream":{"type":"string","minLength":1,"description":"Stream of the tap, for example customers."},"config":{"type":"object","default":{},"description":"Configuration of the tap. Secrets come from the environment: ${STRIPE_API_KEY}."}}}},"paths":{"type":"object","additionalProperties":false,"default":{},"description":"Folders of the project, relative to this file.","properties":{"jobs":{"type":"string","minLength":1,"description":"Job specs, <job_id>.json, in any folders below. Default: jobs/definitions"},"bindings":{"type":"string","minLength":1,"description":"Bindings of forms to measures. Default: bindings"},"measures":{"type":"string","minLength":1,"description":"Measures of the project's own. Default: measures"},"canonizer":{"type":"string","minLength":1,"description":"Transforms and schemas of the project's own. Default: .canonizer"},"queries":{"type":"string","minLength":1,"description":"Named queries, <name>.sql. Default: queries"}}}}};
const pattern0 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]*$", "u");

function validate10(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.warehouse === undefined){
data.warehouse = {};
}
if(data.streams === undefined){
data.streams = {};
}
if(data.paths === undefined){
data.paths = {};
}
const _errs1 = errors;
for(const key0 in data){
if(!(((key0 === "warehouse") || (key0 === "streams")) || (key0 === "paths"))){
validate10.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
let data0 = data.warehouse;
const _errs2 = errors;
if(errors === _errs2){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
if(data0.driver === undefined){
data0.driver = "sqlite";
}
if(data0.path === undefined){
data0.path = "./warehouse.db";
}
const _errs4 = errors;
for(const key1 in data0){
if(!((key1 === "driver") || (key1 === "path"))){
validate10.errors = [{instancePath:instancePath+"/warehouse",schemaPath:"#/properties/warehouse/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs4 === errors){
const _errs5 = errors;
if(!(data0.driver === "sqlite")){
validate10.errors = [{instancePath:instancePath+"/warehouse/driver",schemaPath:"#/properties/warehouse/properties/driver/enum",keyword:"enum",params:{allowedValues: schema11.properties.warehouse.properties.driver.enum}}];
return false;
}
var valid1 = _errs5 === errors;
if(valid1){
let data2 = data0.path;
const _errs6 = errors;
if(errors === _errs6){
if(typeof data2 === "string"){
if(data2.length < 1){
validate10.errors = [{instancePath:instancePath+"/warehouse/path",schemaPath:"#/properties/warehouse/properties/path/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/warehouse/path",schemaPath:"#/properties/warehouse/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid1 = _errs6 === errors;
}
}
}
else {
validate10.errors = [{instancePath:instancePath+"/warehouse",schemaPath:"#/properties/warehouse/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs2 === errors;
if(valid0){
let data3 = data.streams;
const _errs8 = errors;
if(errors === _errs8){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key2 in data3){
const _errs10 = errors;
if(typeof key2 === "string"){
if(!pattern0.test(key2)){
const err0 = {instancePath:instancePath+"/streams",schemaPath:"#/properties/streams/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$"},propertyName:key2};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var valid2 = _errs10 === errors;
if(!valid2){
const err1 = {instancePath:instancePath+"/streams",schemaPath:"#/properties/streams/propertyNames",keyword:"propertyNames",params:{propertyName: key2}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate10.errors = vErrors;
return false;
break;
}
}
if(valid2){
for(const key3 in data3){
let data4 = data3[key3];
const _errs12 = errors;
if(errors === _errs12){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.config === undefined){
data4.config = {};
}
let missing0;
if(((data4.tap === undefined) && (missing0 = "tap")) || ((data4.stream === undefined) && (missing0 = "stream"))){
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/streams/additionalProperties/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs14 = errors;
for(const key4 in data4){
if(!(((key4 === "tap") || (key4 === "stream")) || (key4 === "config"))){
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/streams/additionalProperties/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}}];
return false;
break;
}
}
if(_errs14 === errors){
if(data4.tap !== undefined){
let data5 = data4.tap;
const _errs15 = errors;
if(errors === _errs15){
if(typeof data5 === "string"){
if(data5.length < 1){
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/tap",schemaPath:"#/properties/streams/additionalProperties/properties/tap/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/tap",schemaPath:"#/properties/streams/additionalProperties/properties/tap/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid4 = _errs15 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data4.stream !== undefined){
let data6 = data4.stream;
const _errs17 = errors;
if(errors === _errs17){
if(typeof data6 === "string"){
if(data6.length < 1){
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/stream",schemaPath:"#/properties/streams/additionalProperties/properties/stream/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/stream",schemaPath:"#/properties/streams/additionalProperties/properties/stream/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid4 = _errs17 === errors;
}
else {
var valid4 = true;
}
if(valid4){
let data7 = data4.config;
const _errs19 = errors;
if(!(data7 && typeof data7 == "object" && !Array.isArray(data7))){
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1")+"/config",schemaPath:"#/properties/streams/additionalProperties/properties/config/type",keyword:"type",params:{type: "object"}}];
return false;
}
var valid4 = _errs19 === errors;
}
}
}
}
}
else {
validate10.errors = [{instancePath:instancePath+"/streams/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/streams/additionalProperties/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid3 = _errs12 === errors;
if(!valid3){
break;
}
}
}
}
else {
validate10.errors = [{instancePath:instancePath+"/streams",schemaPath:"#/properties/streams/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs8 === errors;
if(valid0){
let data8 = data.paths;
const _errs21 = errors;
if(errors === _errs21){
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
const _errs23 = errors;
for(const key5 in data8){
if(!(((((key5 === "jobs") || (key5 === "bindings")) || (key5 === "measures")) || (key5 === "canonizer")) || (key5 === "queries"))){
validate10.errors = [{instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}}];
return false;
break;
}
}
if(_errs23 === errors){
if(data8.jobs !== undefined){
let data9 = data8.jobs;
const _errs24 = errors;
if(errors === _errs24){
if(typeof data9 === "string"){
if(data9.length < 1){
validate10.errors = [{instancePath:instancePath+"/paths/jobs",schemaPath:"#/properties/paths/properties/jobs/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths/jobs",schemaPath:"#/properties/paths/properties/jobs/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs24 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data8.bindings !== undefined){
let data10 = data8.bindings;
const _errs26 = errors;
if(errors === _errs26){
if(typeof data10 === "string"){
if(data10.length < 1){
validate10.errors = [{instancePath:instancePath+"/paths/bindings",schemaPath:"#/properties/paths/properties/bindings/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths/bindings",schemaPath:"#/properties/paths/properties/bindings/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs26 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data8.measures !== undefined){
let data11 = data8.measures;
const _errs28 = errors;
if(errors === _errs28){
if(typeof data11 === "string"){
if(data11.length < 1){
validate10.errors = [{instancePath:instancePath+"/paths/measures",schemaPath:"#/properties/paths/properties/measures/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths/measures",schemaPath:"#/properties/paths/properties/measures/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs28 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data8.canonizer !== undefined){
let data12 = data8.canonizer;
const _errs30 = errors;
if(errors === _errs30){
if(typeof data12 === "string"){
if(data12.length < 1){
validate10.errors = [{instancePath:instancePath+"/paths/canonizer",schemaPath:"#/properties/paths/properties/canonizer/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths/canonizer",schemaPath:"#/properties/paths/properties/canonizer/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs30 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data8.queries !== undefined){
let data13 = data8.queries;
const _errs32 = errors;
if(errors === _errs32){
if(typeof data13 === "string"){
if(data13.length < 1){
validate10.errors = [{instancePath:instancePath+"/paths/queries",schemaPath:"#/properties/paths/properties/queries/minLength",keyword:"minLength",params:{limit: 1}}];
return false;
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths/queries",schemaPath:"#/properties/paths/properties/queries/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid5 = _errs32 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
}
else {
validate10.errors = [{instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs21 === errors;
}
}
}
}
else {
validate10.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate10.errors = vErrors;
return errors === 0;
}
