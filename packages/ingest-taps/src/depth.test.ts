import { expect, test } from "vitest";
import { isDeeperThan } from "./depth.ts";

test("depth", () => {
  expect(isDeeperThan({ a: [1] }, 2)).toBe(false);
  expect(isDeeperThan({ a: [[]] }, 2)).toBe(true);
  expect(isDeeperThan("text", 0)).toBe(false);
});
