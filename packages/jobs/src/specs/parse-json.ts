import { ProjectError } from "../errors.ts";

interface Fault {
  readonly offset: number;
  readonly what: string;
}

const sentence = (name: string): string => name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

async function firstFault(text: string): Promise<Fault | undefined> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const errors: import("jsonc-parser").ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  return first && { offset: first.offset, what: sentence(printParseErrorCode(first.error)) };
}

/** The first key that an object has twice. JSON.parse would keep the second silently. */
async function firstDuplicateKey(text: string): Promise<Fault | undefined> {
  const { visit } = await import("jsonc-parser");
  const open: Set<string>[] = [];
  let fault: Fault | undefined;
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(key, offset) {
      const keys = open.at(-1);
      if (keys?.has(key))
        fault ??= { offset, what: `the key ${JSON.stringify(key.slice(0, 60))} is there twice` };
      keys?.add(key);
    },
  });
  return fault;
}

function failAt(file: string, text: string, { offset, what }: Fault, cause?: unknown): never {
  const before = text.slice(0, offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  throw new ProjectError(`${file}:${before.length}:${column}: ${what}`, { cause });
}

/**
 * Parses a JSON file that a person writes. Throws a {@link ProjectError} `file:line:column: what`, also for a key
 * that is there twice.
 */
export async function parseJsonFile(text: string, file: string): Promise<unknown> {
  try {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      failAt(file, text, (await firstFault(text)) ?? { offset: 0, what: "it is not JSON" }, error);
    }
    const duplicate = await firstDuplicateKey(text);
    return duplicate === undefined ? value : failAt(file, text, duplicate);
  } catch (error) {
    if (error instanceof RangeError)
      throw new ProjectError(`${file}: it is nested too deep to be read`, { cause: error });
    throw error;
  }
}
