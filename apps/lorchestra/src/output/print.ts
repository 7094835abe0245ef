/** Data: one line on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Data for programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Talk: one line on stderr. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
