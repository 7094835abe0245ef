import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { openWarehouse } from "../open-warehouse.ts";
import { testWarehouse } from "../testing/index.ts";

testWarehouse(
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "lorchestra-warehouse-"));
    return {
      open: (options) => openWarehouse({ driver: "sqlite", path: join(folder, "w.db"), ...options }),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  { test },
);
