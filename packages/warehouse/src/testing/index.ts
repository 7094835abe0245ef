export { type TestStore, testWarehouse, type WarehouseTesting } from "./test-warehouse.ts";
