import { ListChecks } from 'lucide-react';
import type { PlanView } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { TextLink } from '../../ui/Button.tsx';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import type { Tone } from '../../ui/tone.ts';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { ProblemList } from '../marks/ProblemList.tsx';
import { SourceName } from '../marks/SourceName.tsx';
import { baseName } from '../words/files.ts';
import { AnswerFields } from './AnswerFields.tsx';
import { stepList, stepOfPath } from './steps.ts';

type Finding = PlanView['findings'][number];

const kinds = {
  contradiction: { tone: 'fail', word: 'Contradiction' },
  open: { tone: 'unknown', word: 'Open' },
  warning: { tone: 'partly', word: 'Look again' },
} as const satisfies Record<Finding['kind'], { tone: Tone; word: string }>;

/** What is open and what contradicts itself, each with the step in which it is mended; and the file as it stands. */
export function ReviewStep() {
  const view = usePlan();
  const ordered = (['contradiction', 'open', 'warning'] as const).flatMap((kind) =>
    view.findings.filter((finding) => finding.kind === kind),
  );
  return (
    <>
      {view.problems.length > 0 && (
        <div className="border-t border-line px-6 py-3 max-rail:px-5">
          <ProblemList problems={view.problems} />
        </div>
      )}
      {ordered.length === 0 ? (
        <EmptyState icon={ListChecks} title="Nothing is open">
          Every choice is made and none contradicts another. What the audit then finds is another matter.
        </EmptyState>
      ) : (
        <table className="table border-t border-line">
          <caption>Open points and contradictions</caption>
          <thead>
            <tr>
              <th scope="col" className="w-34">
                Kind
              </th>
              <th scope="col">What</th>
              <th scope="col" className="w-44">
                Where
              </th>
            </tr>
          </thead>
          <tbody>
            {ordered.map((finding) => (
              <FindingRow key={finding.id} finding={finding} view={view} />
            ))}
          </tbody>
        </table>
      )}
      <AnswerFields />
      <PlanText />
    </>
  );
}

function FindingRow({ finding, view }: { readonly finding: Finding; readonly view: PlanView }) {
  const { tone, word } = kinds[finding.kind];
  const step = stepOfPath(finding.path);
  const row = step === 'connections' && typeof finding.path[1] === 'string' ? `/${finding.path[1]}` : '';
  return (
    <tr data-row={finding.id}>
      <td className="align-top">
        <ToneMark tone={tone}>{word}</ToneMark>
      </td>
      <th scope="row" className="align-top">
        {finding.message}
        <span className="block text-ink-2">
          <EngineSentence>{finding.remedy}</EngineSentence>
        </span>
        {finding.says?.map(({ text, source }) => (
          <span key={`${source.document} ${text}`} className="mt-1 block text-small text-ink-3">
            {text} <SourceName source={source} />
          </span>
        ))}
      </th>
      <td className="align-top">
        {step === 'review' ? (
          <span className="text-ink-2">{finding.path[0] === 'answers' ? 'Answers, below' : 'In the file'}</span>
        ) : (
          <TextLink href={formatRoute({ page: 'plan', detail: `${step}${row}`, plan: view.file })}>
            {stepList.find((entry) => entry.step === step)?.title}
          </TextLink>
        )}
        <code className="block text-code text-ink-3">
          {baseName(view.file)}:{finding.line}
        </code>
      </td>
    </tr>
  );
}

const MOST_LINES = 200;

function PlanText() {
  const client = useClient();
  const { file, revision, findings } = usePlan();
  const quoted = useQuery(['plan text', file, revision], (signal) =>
    client.egress.quote({ plan: file, file, line: 1, around: MOST_LINES }, { signal }),
  );
  if (quoted.phase !== 'ready') return null;
  const marked = new Set(findings.map(({ line }) => line));
  const { lines, firstLine } = quoted.value;
  return (
    <section className="px-6 py-4 max-rail:px-5">
      <h2 className="mb-2 text-small font-semibold text-ink-3">The file as it stands</h2>
      <CodeBox
        title={file}
        lines={lines.map((text, index) => ({ number: firstLine + index, text, marked: marked.has(firstLine + index) }))}
        action={
          <CopyButton text={lines.join('\n')} className="h-5.5">
            Copy
          </CopyButton>
        }
      />
    </section>
  );
}
