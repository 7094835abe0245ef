import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, type Ended, ended } from "./cli.ts";

const script = `
set -eu
mount -t tmpfs -o size="$SIZE",mode=700 tmpfs "$MOUNT"
cp -r "$SOURCE/." "$MOUNT"
cd "$MOUNT"
if [ "$READ_ONLY" = 1 ]; then mount -o remount,ro "$MOUNT"; fi
code=0
"$NODE" --conditions=source "$CLI" "$@" || code=$?
echo "== left behind:" >&2
find . -name '*.tmp*' >&2
exit $code`;

/**
 * Runs the command line on a copy of a project that lies on a file system of its own - small, or read-only - in a
 * mount namespace, so that nothing else on the machine sees it.
 */
export function onOwnDisk(
  project: string,
  disk: { readonly size: string; readonly readOnly?: boolean },
  args: readonly string[],
): Promise<Ended> {
  const child = spawn(
    "unshare",
    ["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", ...args],
    {
      env: {
        PATH: process.env.PATH ?? "",
        HOME: project,
        NODE: process.execPath,
        CLI: cli,
        SOURCE: project,
        MOUNT: mkdtempSync(join(tmpdir(), "lorchestra-disk-")),
        SIZE: disk.size,
        READ_ONLY: disk.readOnly === true ? "1" : "0",
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  return ended(child);
}
