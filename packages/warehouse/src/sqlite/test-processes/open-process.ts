// Run by a test as a user without rights: opens a warehouse and prints how that failed.
import { WarehouseError } from "../../errors.ts";
import { openWarehouse } from "../../open-warehouse.ts";

try {
  await openWarehouse({ driver: "sqlite", path: process.argv[2] ?? "" });
} catch (error) {
  if (!(error instanceof WarehouseError)) throw error;
  process.stdout.write(
    JSON.stringify({ code: error.code, retryable: error.retryable, message: error.message }),
  );
}
