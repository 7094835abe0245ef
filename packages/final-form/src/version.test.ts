import { expect, test } from "vitest";
import { compareVersions, parseVersion, type Version } from "./version.ts";

test("numbers are compared as numbers", () => {
  const sorted = ["1.10.0", "1.9.0", "10.0.0", "1.9.10", "2.0.0"]
    .flatMap((text): Version[] => {
      const version = parseVersion(text);
      return version === undefined ? [] : [version];
    })
    .sort(compareVersions)
    .map((version) => version.join("."));
  expect(sorted).toEqual(["1.9.0", "1.9.10", "1.10.0", "2.0.0", "10.0.0"]);
});

test.each(["", "1", "1.0", "1.0.0.0", "v1.0.0", "1.0.0-rc", "01.0.0", " 1.0.0", "1.0.x", "9999999999.0.0"])(
  "%j is no version",
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);
