import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { JobPackageError } from "../errors.ts";
import { candidatePackages, type DiscoveryRoots, findInstalled } from "./candidates.ts";
import { importModule } from "./import-module.ts";
import { resolveExport } from "./resolve-export.ts";

const SPECIFIER = /^((?:@[^/@\s]+\/)?[^/@.\s][^/@\s]*)(\/.+)?$/;

async function packageFolder(name: string, roots: DiscoveryRoots): Promise<string | undefined> {
  const near = findInstalled(name, roots.projectRoot);
  if (near !== undefined) return near;
  const far = roots.from === undefined ? undefined : findInstalled(name, roots.from);
  if (far !== undefined) return far;
  return (await candidatePackages(roots, name)).find((manifest) => manifest.name === name)?.folder;
}

/**
 * Imports a package as the project sees it: from its node_modules upward, else as the app does, else from its
 * workspace. `./file.js` is a module of the project. Throws a {@link JobPackageError}.
 */
export async function importFromProject(
  specifier: string,
  roots: DiscoveryRoots,
): Promise<{ readonly [name: string]: unknown }> {
  if (specifier.startsWith("./")) {
    const file = resolve(roots.projectRoot, specifier);
    if (!existsSync(file)) throw new JobPackageError(`the project has no module ${file}`);
    return importModule(file, specifier);
  }
  const [, name, subpath = ""] = SPECIFIER.exec(specifier) ?? [];
  if (name === undefined) throw new JobPackageError(`"${specifier}" is not the name of a package`);
  const folder = await packageFolder(name, roots);
  if (folder === undefined) {
    throw new JobPackageError(
      `the package ${name} is not installed in ${roots.projectRoot}; add it: npm install ${name}`,
    );
  }
  return importModule(resolveExport(folder, `.${subpath}`), specifier);
}
