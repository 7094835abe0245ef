// A response as the Google Forms API v1 writes it, with what the tap puts beside it. All content is made up.

export const form = {
  formId: "form-1",
  info: { title: "How are you" },
  items: [
    { itemId: "i0", title: "About you", pageBreakItem: {} },
    {
      itemId: "i1",
      title: "How often?",
      questionItem: { question: { questionId: "q-often", choiceQuestion: { type: "RADIO" } } },
    },
    {
      itemId: "i2",
      title: "Which of these?",
      questionItem: { question: { questionId: "q-which", choiceQuestion: { type: "CHECKBOX" } } },
    },
    {
      itemId: "i3",
      title: "Mood",
      questionItem: { question: { questionId: "q-mood", scaleQuestion: { low: 1, high: 5 } } },
    },
    {
      itemId: "i4",
      title: "How much did it trouble you?",
      questionGroupItem: {
        questions: [
          { questionId: "q-row1", rowQuestion: { title: "Sleep" } },
          { questionId: "q-row2", rowQuestion: { title: "Work" } },
        ],
        grid: { columns: { type: "RADIO" } },
      },
    },
    {
      itemId: "i5",
      title: "A letter",
      questionItem: { question: { questionId: "q-letter", fileUploadQuestion: { folderId: "f" } } },
    },
    {
      itemId: "i6",
      title: "Anything else?",
      questionItem: { question: { questionId: "q-else", textQuestion: {} } },
    },
  ],
};

const given = (questionId: string, ...values: string[]) => ({
  questionId,
  textAnswers: { answers: values.map((value) => ({ value })) },
});

export const response = {
  responseId: "resp-1",
  createTime: "2026-01-11T09:00:00.123456Z",
  lastSubmittedTime: "2026-01-11T09:00:00.123456Z",
  respondentEmail: "anna@example.com",
  answers: {
    "q-else": given("q-else", "no "),
    "q-gone": given("q-gone", "an answer to a question that was deleted"),
    "q-letter": {
      questionId: "q-letter",
      fileUploadAnswers: {
        answers: [{ fileId: "file-1", fileName: "letter.pdf", mimeType: "application/pdf" }],
      },
    },
    "q-mood": given("q-mood", "4"),
    "q-often": given("q-often", "Several days"),
    "q-row1": given("q-row1", "A little"),
    "q-which": given("q-which", "one", "two"),
    "q-also-gone": given("q-also-gone", "another"),
  },
  _form_id: "form-1",
  _form: form,
};
