import type { ConnectionVerdict } from '#shared/network/judging/verdict.ts';
import type { ConnectionRequirement } from '#shared/requirements/deriveRequirements.ts';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { TextLink } from '../../ui/Button.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { SourceName } from '../marks/SourceName.tsx';
import { baseName } from '../words/files.ts';

interface WhyThisRowProps {
  readonly connection: ConnectionVerdict;
  /** Absent for a precondition, which no table lists. */
  readonly requirement: ConnectionRequirement | undefined;
}

/** The catalogue's source, the place in the plan, and what was assumed. */
export function WhyThisRow({ connection, requirement }: WhyThisRowProps) {
  const { file, lines } = usePlan();
  const line = lines[`connections/${connection.id}`];
  const assumptions = connection.assumptions.map((text) => ['Assumption', text] as const);
  return (
    <KeyValues
      of={[
        ['Purpose', requirement?.purpose],
        ['Catalogue', requirement && <SourceName key="source" source={requirement.why.source} withNote />],
        [
          'Plan',
          requirement &&
            (line === undefined ? (
              'Says nothing of this row; the catalogue’s values hold'
            ) : (
              <TextLink
                key="plan"
                href={formatRoute({ page: 'plan', detail: `connections/${connection.id}`, plan: file })}
              >
                <code>
                  {baseName(file)}:{line}
                </code>
              </TextLink>
            )),
        ],
        [
          'Also judged',
          requirement?.alsoJudged && `${requirement.alsoJudged.component}. ${requirement.alsoJudged.because}`,
        ],
        ...assumptions,
      ]}
    />
  );
}
