import type { ItemBinding } from "./binding.ts";
import type { GivenAnswer } from "./score.ts";
import type { Submission, SubmittedAnswer } from "./submission.ts";

/** A submission's answers, to be found by question or by place. */
export interface PlacedAnswers {
  /** The answer to a bound question. Several for one question are several answers to its item. */
  find(place: Pick<ItemBinding, "by" | "value">): GivenAnswer;
  /** Question ids of answers that none of these places names, in order. */
  unmapped(places: readonly Pick<ItemBinding, "by" | "value">[]): string[];
}

function positionOf(answer: SubmittedAnswer): number | undefined {
  const position = answer.metadata?.position;
  return typeof position === "number" && Number.isSafeInteger(position) && position >= 1
    ? position
    : undefined;
}

function oneOf(answers: readonly SubmittedAnswer[] | undefined): GivenAnswer {
  const [first, ...others] = answers ?? [];
  if (first === undefined) return { given: undefined };
  const given =
    others.length === 0 ? first.answer_value : (answers ?? []).map((answer) => answer.answer_value);
  return { given, questionId: first.question_id };
}

/**
 * Indexes a submission's answers. Places are known only when every answer says its own: one that does not could stand
 * anywhere, and an index into the list is no place, because unanswered questions are not in it.
 */
export function placeAnswers({ answers }: Submission): PlacedAnswers {
  const byQuestion = Map.groupBy(answers, (answer) => answer.question_id);
  const byPosition = Map.groupBy(answers, positionOf);
  const placesKnown = !byPosition.has(undefined);
  return {
    find({ by, value }) {
      if (by === "field_key" && typeof value === "string")
        return { questionId: value, ...oneOf(byQuestion.get(value)) };
      if (by === "position" && typeof value === "number" && placesKnown) return oneOf(byPosition.get(value));
      return { withoutAnswer: "position_unknown" };
    },
    unmapped(places) {
      const questions = new Set(places.filter(({ by }) => by === "field_key").map(({ value }) => value));
      const positions = new Set(places.filter(({ by }) => by === "position").map(({ value }) => value));
      const open = answers.filter((answer) => {
        const position = positionOf(answer);
        return !questions.has(answer.question_id) && (position === undefined || !positions.has(position));
      });
      return [...new Set(open.map((answer) => answer.question_id))];
    },
  };
}
