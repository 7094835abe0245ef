import type { ItemBinding } from "./binding.ts";
import type { GivenAnswer } from "./score.ts";
import type { Submission, SubmittedAnswer } from "./submission.ts";

/** Where a binding looks for an answer. */
type Place = Pick<ItemBinding, "by" | "value">;

/** A submission's answers, to be found by question or by place. */
export interface PlacedAnswers {
  /** The answer to a bound question. Several for one question are several answers to its item. */
  find(place: Place): GivenAnswer;
  /** Question ids of answers that none of these places names, in order, each once. */
  unmapped(places: readonly Place[]): string[];
}

/**
 * The questions whose place is known, in form order: those that the form's definition lists, from the first on. An
 * answer with neither a type nor a text of its question is of no known question, and one question twice moves all that
 * follow; behind either, nothing is sure of its place.
 */
function placedQuestions(answers: readonly SubmittedAnswer[]): string[] {
  const placed = new Set<string>();
  for (const { question_id, answer_type = "unknown", question_text } of answers) {
    if (answer_type === "unknown" && question_text === undefined) break;
    if (placed.has(question_id)) break;
    placed.add(question_id);
  }
  return [...placed];
}

/** Indexes a submission's answers. */
export function placeAnswers({ answers }: Submission): PlacedAnswers {
  const byQuestion = Map.groupBy(answers, (answer) => answer.question_id);
  const placed = placedQuestions(answers);
  const questionAt = ({ by, value }: Place): string | undefined => {
    if (by === "field_key") return typeof value === "string" ? value : undefined;
    return typeof value === "number" ? placed[value - 1] : undefined;
  };
  return {
    find(place) {
      const questionId = questionAt(place);
      if (questionId === undefined) return { withoutAnswer: "position_unknown" };
      const values = (byQuestion.get(questionId) ?? []).map((answer) => answer.answer_value);
      return { questionId, given: values.length > 1 ? values : values[0] };
    },
    unmapped(places) {
      const bound = new Set(places.map(questionAt));
      return [...byQuestion.keys()].filter((question) => !bound.has(question));
    },
  };
}
