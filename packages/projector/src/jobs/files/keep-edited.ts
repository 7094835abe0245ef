import type { JobFolder } from "@lorchestra/jobs";
import { ProjectorError } from "../../errors.ts";
import { fileHash } from "./content-hash.ts";

/**
 * Keeps a person's version of a file beside it, as `<name>.edited-<hash>.<extension>`. The name follows from the
 * content: doing it twice makes one file. Gives the name's ending for a notice; the whole path may hold a person's name.
 */
export async function keepEdited(
  folder: JobFolder,
  path: string,
  data: Uint8Array,
): Promise<{ path: string; ending: string }> {
  const slash = path.lastIndexOf("/");
  const dot = path.lastIndexOf(".");
  const [stem, extension] = dot > slash + 1 ? [path.slice(0, dot), path.slice(dot)] : [path, ""];
  const hash = fileHash(data);
  for (const digits of [8, 16, 32]) {
    const ending = `.edited-${hash.slice(0, digits)}${extension}`;
    const there = await folder.read(`${stem}${ending}`);
    if (there !== null && fileHash(there) !== hash) continue;
    return {
      path: there === null ? await folder.write(`${stem}${ending}`, data) : `${folder.path}/${stem}${ending}`,
      ending,
    };
  }
  throw new ProjectorError(
    "edited_not_kept",
    `A file in ${folder.path} was edited by hand and cannot be kept beside the new one: all names for it are taken. Move it away.`,
  );
}
