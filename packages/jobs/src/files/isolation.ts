import { basename, dirname, join } from "node:path";

/** Where a run writes: for good, to the `test_` twins, or nowhere. */
export interface Isolation {
  readonly testTable: boolean;
  readonly dryRun: boolean;
}

/** The `test_` twin of a file or folder: its last name gets the prefix. */
export function isolatedPath(path: string, isolation: Isolation): string {
  return isolation.testTable ? join(dirname(path), `test_${basename(path)}`) : path;
}
