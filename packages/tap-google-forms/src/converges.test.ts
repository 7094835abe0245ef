import type { Sandbox } from "@lorchestra/sandbox";
import type { Message } from "@lorchestra/tap-kit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { applied, startSandboxForms, truth } from "../testing/sandbox-forms.ts";

/** What people do with a form: send it, edit what they sent, or nothing for a while. */
interface Happening {
  readonly what: "wait" | "submit" | "edit";
  readonly which: number;
}

const FORM = "sandbox_followup";

function happen({ control }: Sandbox, { what, which }: Happening): void {
  const responses = control.forms.responses(FORM);
  const response = responses[which % Math.max(1, responses.length)];
  if (what === "wait") control.advance(which * 333);
  else if (what === "submit" || response === undefined) control.forms.submit(FORM, { answers: {} });
  else control.forms.edit(FORM, String(response.responseId), { "00000001": [`edit ${which}`] });
}

const happenings = fc.array(
  fc.record({
    what: fc.constantFrom<Happening["what"]>("wait", "submit", "edit"),
    which: fc.nat(100),
  }),
  { maxLength: 15 },
);

test("whatever changes during and between reads, the next quiet read brings the table to what Google holds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      happenings,
      happenings,
      async (page_size, during, between) => {
        const { sandbox, stream, context } = await startSandboxForms({ clients: 2 });
        try {
          const messages: Message[] = [];
          let state: Message | undefined;
          for (const [before, meanwhile] of [
            [[], during],
            [between, during],
            [[], []],
          ] as const) {
            for (const happening of before) happen(sandbox, happening);
            const queue = [...meanwhile];
            const from = state?.type === "checkpoint" ? { state: state.state } : {};
            for await (const message of stream("followup", { page_size, lookback: 1 }).read(context(from))) {
              messages.push(message);
              const next = queue.shift();
              if (next !== undefined) happen(sandbox, next);
            }
            for (const happening of queue) happen(sandbox, happening);
            state = messages.findLast(({ type }) => type === "checkpoint");
          }
          expect(applied(messages)).toEqual(truth(sandbox, "followup"));
        } finally {
          await sandbox.close();
        }
      },
    ),
    { numRuns: 40, seed: 20260302 },
  );
});
