/** A questionnaire whose wording is public: what its items ask and which answers it takes, lowest value first. */
export interface Questionnaire {
  /** `phq9`, `gad7`. */
  readonly measure: string;
  readonly instruction: string;
  readonly options: readonly string[];
  readonly items: readonly string[];
  readonly difficultyOptions: readonly string[];
  readonly difficulty: string;
}

const FREQUENCY = ["Not at all", "Several days", "More than half the days", "Nearly every day"];
const DIFFICULTY = ["Not difficult at all", "Somewhat difficult", "Very difficult", "Extremely difficult"];
const INSTRUCTION =
  "Over the last 2 weeks, how often have you been bothered by any of the following problems?";
const DIFFICULTY_QUESTION =
  "If you checked off any problems, how difficult have these made it for you to do your work, take care of things at home, or get along with other people?";

/** PHQ-9 (Spitzer, Williams, Kroenke and colleagues; no permission required to reproduce). */
export const PHQ9: Questionnaire = {
  measure: "phq9",
  instruction: INSTRUCTION,
  options: FREQUENCY,
  items: [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself - or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite - being so fidgety or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
  ],
  difficulty: DIFFICULTY_QUESTION,
  difficultyOptions: DIFFICULTY,
};

/** GAD-7 (Spitzer, Kroenke, Williams and Löwe; no permission required to reproduce). */
export const GAD7: Questionnaire = {
  measure: "gad7",
  instruction: INSTRUCTION,
  options: FREQUENCY,
  items: [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
  ],
  difficulty: DIFFICULTY_QUESTION,
  difficultyOptions: DIFFICULTY,
};
