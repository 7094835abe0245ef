import { fileURLToPath } from "node:url";

/** Folder of this app's package, in the sources and once bundled: both lie one folder below it. */
export const appFolder = fileURLToPath(new URL("..", import.meta.url));
