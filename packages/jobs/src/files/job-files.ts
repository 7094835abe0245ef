import type { JobFiles } from "../contract/context.ts";
import { type Location, locateSink } from "./locate.ts";
import { openDatabase, openDatabaseDry } from "./open-database.ts";
import { openFolder, openFolderDry } from "./open-folder.ts";

/** The files of a run: isolation is decided here, once, for every job. */
export function jobFiles(location: Location): JobFiles {
  const { dryRun } = location.isolation;
  return {
    async folder(path) {
      const folder = locateSink(path, location);
      return dryRun ? openFolderDry(folder) : openFolder(folder);
    },
    async database(path, options = {}) {
      const file = locateSink(path, location);
      const readOnly = options.readOnly ?? false;
      return dryRun ? openDatabaseDry(file, readOnly, location.dryCopies) : openDatabase(file, readOnly);
    },
  };
}
