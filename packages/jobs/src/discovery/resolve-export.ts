import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { exports as resolveExports } from "resolve.exports";
import { JobPackageError } from "../errors.ts";
import { isWithin } from "../files/locate.ts";
import { type Manifest, readManifest } from "./read-manifest.ts";

/** Conditions that the process was started with (`--conditions=source`), which a package's exports must heed too. */
function processConditions(): string[] {
  const words = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(/\s+/)];
  return words.flatMap((word, index) => {
    const [option, value] = word.split("=", 2);
    if (option !== "--conditions" && option !== "-C") return [];
    return [value ?? words[index + 1] ?? []].flat();
  });
}

function targets({ name, content, folder }: Manifest, subpath: string): string[] {
  const conditions = processConditions();
  if (content.exports === undefined) {
    // A package of before `exports`: a file, a folder with an index, or `main`.
    return [
      createRequire(join(folder, "package.json")).resolve(subpath === "." ? folder : join(folder, subpath)),
    ];
  }
  const found = resolveExports({ ...content, name }, subpath, { conditions }) ?? [];
  return found.map((target) => join(folder, target));
}

/**
 * The file behind an export subpath of a package, by the conditions `node`, `import`, `default` and those of the
 * process. Throws a {@link JobPackageError} naming the package.
 */
export function resolveExport(packageFolder: string, subpath: string): string {
  const manifest = readManifest(packageFolder);
  if (manifest === undefined) throw new JobPackageError(`${packageFolder} has no readable package.json`);
  let files: string[];
  try {
    files = targets(manifest, subpath);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new JobPackageError(`${manifest.name} does not export ${subpath}: ${reason}`, { cause: error });
  }
  const file = files.find((each) => existsSync(each));
  if (file === undefined) {
    const wanted = files[0] ?? join(packageFolder, subpath);
    throw new JobPackageError(
      `${manifest.name} exports ${subpath}, but there is no ${wanted}; was it built?`,
    );
  }
  if (!isWithin(realpathSync(packageFolder), realpathSync(file))) {
    throw new JobPackageError(`${manifest.name} exports ${subpath} from outside of its folder: ${file}`);
  }
  return file;
}
