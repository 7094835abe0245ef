import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { appFolder } from "../app-folder.ts";
import { print, say } from "../output/print.ts";

/** Names that npm would not pack as they are. */
const renamed: { readonly [name: string]: string } = {
  gitignore: ".gitignore",
  "env.example": ".env.example",
};

/** `lorchestra init`: writes a small project for a person's own files. What is there already is left alone. */
export async function init(folder: string): Promise<number> {
  const target = resolve(folder);
  await mkdir(join(target, "exports"), { recursive: true, mode: 0o700 });
  const templates = join(appFolder, "templates/project");
  for (const file of await readdir(templates, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const source = join(file.parentPath, file.name);
    const path = join(target, dirname(relative(templates, source)), renamed[file.name] ?? file.name);
    await writeNew(path, await readFile(source));
  }
  await writeNew(
    join(target, "lorchestra.schema.json"),
    await readFile(join(appFolder, "schema/lorchestra.schema.json")),
  );
  say(
    `\nNext: put .mbox files into ${join(target, "exports")}, then run: lorchestra run daily${folder === "." ? "" : ` --project ${folder}`}`,
  );
  return 0;
}

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, content, { flag: "wx", mode: 0o600 });
    print(`wrote ${path}`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    say(`kept ${path}: it was there already`);
    return;
  }
}
