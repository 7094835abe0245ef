import type { Json } from "@lorchestra/tap-kit";

const shortestSecret = 4;
const mostValues = 1000;

/** Takes the values of a configuration out of a text: a tap may print its settings, and some of them are secrets. */
export function redactor(config: Json): (text: string) => string {
  const values = [...new Set(texts(config))].filter((value) => value.length >= shortestSecret);
  // The longest first: a value that holds another one is taken out whole.
  const longestFirst = values.sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, value) => rest.replaceAll(value, "***"), text);
}

function texts(config: Json): string[] {
  const found: string[] = [];
  const stack: Json[] = [config];
  while (stack.length > 0 && found.length < mostValues) {
    const next = stack.pop();
    if (typeof next === "string") found.push(next, encodeURIComponent(next.toWellFormed()));
    else if (typeof next === "number") found.push(String(next));
    else if (typeof next === "object" && next !== null) stack.push(...Object.values(next));
  }
  return found;
}
