import { TextField } from '../../ui/fields.tsx';
import { FormSection } from '../../ui/FormSection.tsx';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { textOrNothing } from './values.ts';

/** What the documents leave to this plan, with a place for the answer; one that was given stays, and can be taken back. */
export function AnswerFields() {
  const { openQuestions } = useCatalog();
  const { plan, findings, sample } = usePlan();
  const { saveField } = usePlanEditing();
  const answers = plan.answers ?? {};
  const asked = openQuestions.filter(
    ({ id }) => Object.hasOwn(answers, id) || findings.some((finding) => finding.id === `question.${id}`),
  );
  if (asked.length === 0) return null;
  return (
    <FormSection
      title="Answers"
      about="What was agreed where the documents contradict each other or leave something open."
    >
      <div className="grid gap-4">
        {asked.map(({ id, question }) => (
          <TextField
            key={id}
            label={question}
            value={String(answers[id] ?? '')}
            isReadOnly={sample}
            onCommit={(text) => saveField('Answer', [{ path: ['answers', id], value: textOrNothing(text) }])}
          />
        ))}
      </div>
    </FormSection>
  );
}
