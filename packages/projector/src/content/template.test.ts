import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MissingFieldError, RenderError, TemplateError } from "../errors.ts";
import { renderContent } from "./render-content.ts";
import { compileTemplate } from "./template.ts";

const render = (text: string, row = {}) => renderContent(text, row, "files_x");

describe("compileTemplate", () => {
  test("fills in {name} fields, Liquid and both together", () => {
    expect(render("# {a}: {b}", { a: "x", b: 2 })).toBe("# x: 2");
    expect(render("{% for i in list %}{{ i }},{% endfor %}{a}", { a: "x", list: [1, 2] })).toBe("1,2,x");
  });

  test("null is an empty text, false and 0 are not", () => {
    expect(render("[{a}{b}{c}]", { a: null, b: false, c: 0 })).toBe("[false0]");
    expect(render("[{{ a }}{{ b }}{{ c }}]", { a: null, b: false, c: 0 })).toBe("[false0]");
  });

  test("what a value holds is never read as a template", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(render("{a}", { a: `{b}{{ b }}{% raw %}${value}` })).toBe(`{b}{{ b }}{% raw %}${value}`);
        expect(render("{{ a }}", { a: `{b}{{ b }}${value}` })).toBe(`{b}{{ b }}${value}`);
      }),
      { seed: 7 },
    );
  });

  test("braces that are no field stay, and raw keeps those that are", () => {
    expect(render('{ "a": 1 } {} {1}', {})).toBe('{ "a": 1 } {} {1}');
    expect(render("{% raw %}{a}{{ b }}{% endraw %}", {})).toBe("{a}{{ b }}");
  });

  test("names the job, the missing field and those that exist", () => {
    expect(() => render("{nme}", { name: "x", age: 1 })).toThrow(
      new MissingFieldError("files_x", "nme", ["name", "age"]),
    );
    expect(() => render("{% if nme %}{% endif %}", { name: "x" })).toThrow(
      'files_x: the template uses the field "nme", which the rows do not have. They have: name.',
    );
  });

  test("knows its fields before there is a row", () => {
    const text = "{a}{{ b.c }}{% for x in d %}{{ x.e }}{% endfor %}{% assign f = 1 %}{{ f }}";
    expect(compileTemplate(text, { job: "j" }).fields).toEqual(["a", "b", "d"]);
  });

  test("a missing nested field is an error that quotes no value", () => {
    expect(() => render("{{ a[b] }}", { a: {}, b: "secret" })).toThrow(RenderError);
    expect(() => render("{{ a[b] }}", { a: {}, b: "secret" })).toThrow(/line 1, column 4/);
    expect(() => render("{{ a[b] }}", { a: {}, b: "secret" })).not.toThrow(/secret/);
  });

  test.each([
    "{% if a %}",
    "{{ a | nofilter }}",
    "{{ a",
    "{% include 'x' %}",
    "{% render 'x' %}",
    "{% layout 'x' %}",
  ])("%s is refused when it is read", (text) => {
    expect(() => compileTemplate(text, { job: "j" })).toThrow(TemplateError);
  });

  test("a template that would run forever is stopped", () => {
    expect(() => render("{% for i in (1..1000000000) %}{{ i }}{% endfor %}")).toThrow(/limit exceeded/);
    const slow = "{% for i in (1..9999) %}{% for j in (1..9999) %}{{ j }}{% endfor %}{% endfor %}";
    expect(() => render(slow)).toThrow(/limit exceeded/);
  });

  test("from_json reads JSON text and quotes none of it in an error", () => {
    expect(render("{% assign s = j | from_json %}{{ s[0].v }}", { j: '[{"v":3}]' })).toBe("3");
    expect(render("{% assign s = j | from_json %}{{ s.constructor }}", { j: '{"constructor":"own"}' })).toBe(
      "own",
    );
    expect(() => render("{{ j | from_json }}", { j: "secret" })).toThrow(
      "from_json was given a text that is not JSON",
    );
    expect(() => render("{{ j | from_json }}", { j: "secret" })).not.toThrow(/secret/);
  });

  test("prototypes are out of reach", () => {
    expect(() => render("{{ a.constructor }}", { a: {} })).toThrow(RenderError);
    expect(() => render("{{ toString }}", { a: 1 })).toThrow(MissingFieldError);
  });

  test("dates are UTC, so a file does not depend on the machine", () => {
    expect(render("{{ t | date: '%Y-%m-%d %H:%M' }}", { t: "2025-01-31T23:30:00.000Z" })).toBe(
      "2025-01-31 23:30",
    );
  });
});
