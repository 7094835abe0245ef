import { describe, expect, test } from "vitest";
import { TemplateError } from "../errors.ts";
import { compilePathTemplate, renderPath } from "./path-template.ts";

describe("path templates", () => {
  test("a value never makes a folder of its own", () => {
    expect(renderPath("{subject}/{day}.md", { subject: "../../etc", day: "a/b" }, "j")).toBe(
      "_-..-etc/a-b.md",
    );
    expect(renderPath("{{ subject | append: '/x' }}/a.md", { subject: "s" }, "j")).toBe("s-x/a.md");
  });

  test("null is an empty part, and an empty part has its substitute", () => {
    expect(renderPath("{subject}/a.md", { subject: null }, "j")).toBe("unnamed/a.md");
  });

  test("tags may span parts", () => {
    const template = "{{ s }}{% if n %}/session-{{ n }}{% endif %}/a.md";
    expect(renderPath(template, { s: "x", n: 3 }, "j")).toBe("x/session-3/a.md");
    expect(renderPath(template, { s: "x", n: null }, "j")).toBe("x/a.md");
  });

  test.each(["/abs/{x}.md", "a//{x}.md", "../{x}.md", "a/./b", "a/", "C:/x"])("%s is refused", (text) => {
    expect(() => compilePathTemplate(text, "j")).toThrow(TemplateError);
  });
});
