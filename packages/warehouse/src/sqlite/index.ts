export { openSqliteWarehouse } from "./sqlite-warehouse.ts";
