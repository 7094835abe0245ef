/** Says on stderr what went wrong; as one JSON object for programs. Stack traces only with LORCHESTRA_DEBUG=1. */
export function printError(error: unknown, json: boolean): void {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unexpected";
  if (json) process.stderr.write(`${JSON.stringify({ error: { code, message } })}\n`);
  else process.stderr.write(`lorchestra: ${message}\n`);
  if (process.env.LORCHESTRA_DEBUG === "1" && error instanceof Error)
    process.stderr.write(`${error.stack ?? ""}\n`);
}
