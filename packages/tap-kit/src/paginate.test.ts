import { expect, test } from "vitest";
import { paginate } from "./paginate.ts";

/** Reads pages of a table token -> [page, next]. */
async function read(table: { [token: string]: [string, string?] }): Promise<string[]> {
  const pages: string[] = [];
  const fetchPage = async (token = "first") => {
    const [page, next] = table[token] ?? ["none"];
    return { page, next };
  };
  for await (const page of paginate("example list", fetchPage)) pages.push(page);
  return pages;
}

test("follows tokens, over empty pages too", async () => {
  expect(await read({ first: ["a", "1"], 1: ["", "2"], 2: ["c", ""] })).toEqual(["a", "", "c"]);
});

test.each([[{ first: ["a", "1"], 1: ["b", "1"] }], [{ first: ["a", "1"], 1: ["b", "2"], 2: ["c", "1"] }]] as [
  { [token: string]: [string, string?] },
][])("a repeated token ends with an error", async (table) => {
  await expect(read(table)).rejects.toMatchObject({ code: "page_loop" });
});
