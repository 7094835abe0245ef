import { expect, test } from "vitest";
import { checkProgress, renderProgress } from "./progress.ts";

test.each([
  [{ percent: 45, current: 1, total: 2, item: "email" }, "45% email"],
  [{ percent: 0 }, "0%"],
  [{ current: 45, total: 100, item: "records" }, "45/100 records"],
  [{ current: 45, item: "files" }, "45 files"],
  [{ heartbeat: true }, "…"],
  [{ heartbeat: true, item: "waiting" }, "… waiting"],
  [{}, ""],
])("%j renders as %s", (update, text) => {
  expect(renderProgress(update)).toBe(text);
});

test.each([-1, 101, 45.5, Number.NaN, Number.POSITIVE_INFINITY])("percent %s is refused", (percent) => {
  expect(() => checkProgress({ percent })).toThrow(
    `percent must be an integer from 0 to 100, not ${percent}`,
  );
});

test("negative or endless counts are refused", () => {
  expect(() => checkProgress({ current: -1 })).toThrow("current must be a number of 0 or more, not -1");
  expect(() => checkProgress({ current: 1, total: Number.NaN })).toThrow("total must be");
});
