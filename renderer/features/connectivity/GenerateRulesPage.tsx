import { EngineSentence } from '../marks/EngineSentence.tsx';
import { ArrowLeft, Download } from 'lucide-react';
import { useState } from 'react';
import { describeTraffic } from '#shared/network/judging/describeTraffic.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import { generateTargets, generateTargetTitles } from '#shared/network/generate/generateTargets.ts';
import type { GenerateTarget } from '#shared/network/generate/generateTargets.ts';
import type { CloudId } from '#shared/catalog/catalog.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { LongText } from '../../ui/LongText.tsx';
import { NumberedLine } from '../../ui/NumberedLine.tsx';
import { FilterBar, Page } from '../../ui/Page.tsx';
import { SegmentedFilter } from '../../ui/SegmentedFilter.tsx';
import { SidePanel, SideSection } from '../../ui/SidePanel.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { replaceRoute, useRoute } from '../../state/router.ts';
import { useGeneratedRules } from '../../state/useGeneratedRules.ts';
import { usePlan } from '../../state/usePlan.ts';
import { AskToReplace } from '../marks/AskToReplace.tsx';
import { FailureState } from '../marks/FailureState.tsx';
import { count } from '../words/counts.ts';
import { useExportRules } from './useExportRules.ts';

/** What a plan of the cloud most likely wants first. */
const firstTargets = {
  azure: 'azure-nsg',
  aws: 'aws-security-group',
  gcp: 'cilium',
  'on-premises': 'cilium',
} as const satisfies Record<CloudId, GenerateTarget>;

/** The least rules that the plan needs, as files: a preview, what they leave open, and the export. */
export function GenerateRulesPage() {
  const route = useRoute();
  const { plan } = usePlan();
  const target = generateTargets.find((known) => known === route?.view?.['target']) ?? firstTargets[plan.cloud];
  const rules = useGeneratedRules(target);
  const isMade = rules.phase === 'ready' && !rules.refreshing;
  const { exportRules, ...asking } = useExportRules(target);
  return (
    <Page
      title="Generate rules"
      about="The least rules that let out what this plan needs. They are written as files and put in force nowhere."
      actions={
        <>
          <Button shrinks icon={ArrowLeft} onPress={() => route && replaceRoute({ ...route, view: undefined })}>
            Show connections
          </Button>
          <Button
            look="primary"
            icon={Download}
            onPress={() => rules.phase === 'ready' && void exportRules(rules.value)}
            disabledBecause={isMade ? undefined : 'Not made yet'}
          >
            Export files
          </Button>
        </>
      }
      beside={
        <SidePanel label="What the rules are for, and what they leave open">
          <SideSection title="Target">
            <Choice
              label="Target"
              labelHidden
              options={generateTargets.map((id) => ({ id, label: generateTargetTitles[id] }))}
              chosen={target}
              onChoose={(id) => route && replaceRoute({ ...route, view: { as: 'rules', target: id } })}
            />
          </SideSection>
          {rules.phase === 'ready' && <WhatIsOpen rules={rules.value} />}
        </SidePanel>
      }
    >
      {rules.phase === 'loading' && <SkeletonRows rows={12} height={20} label="Writing the rules" />}
      {rules.phase === 'failed' && (
        <FailureState failure={rules.failure} subject="generated" harmless="Nothing was written." />
      )}
      {rules.phase === 'ready' && <Preview key={rules.value.target} rules={rules.value} />}
      <AskToReplace of={asking} />
    </Page>
  );
}

function Preview({ rules }: { readonly rules: GeneratedRules }) {
  const [chosen, setChosen] = useState(rules.files[0]?.name ?? '');
  const shown = rules.files.find(({ name }) => name === chosen) ?? rules.files[0];
  if (shown === undefined) return null;
  const lines = shown.text.trimEnd().split('\n');
  return (
    <>
      <FilterBar>
        <SegmentedFilter
          label="File shown"
          options={rules.files.map(({ name }) => ({ id: name, label: name }))}
          chosen={shown.name}
          onChoose={setChosen}
        />
        <span className="flex-1" />
        <CopyButton text={shown.text}>Copy</CopyButton>
      </FilterBar>
      <LongText
        // Each file begins at its top, and has the height of its own lines.
        key={shown.name}
        label={shown.name}
        first={1}
        count={lines.length}
        block={(first, length) =>
          Array.from({ length }, (_, index) => first + index).map((number) => (
            <NumberedLine key={number} number={number}>
              {lines[number - 1]}
            </NumberedLine>
          ))
        }
      />
    </>
  );
}

function WhatIsOpen({ rules: { notYetPossible, surplus, remarks } }: { readonly rules: GeneratedRules }) {
  return (
    <>
      <SideSection title="Opened beyond the plan">
        {surplus.length === 0 ? (
          <p>Nothing.</p>
        ) : (
          <ul className="grid gap-2">
            {surplus.map((part) => (
              <li key={describeTraffic(part)}>
                {part.why}
                <div className="text-small text-ink-2">{describeTraffic(part)}</div>
              </li>
            ))}
          </ul>
        )}
      </SideSection>
      {remarks.length > 0 && (
        <SideSection title="To know before they are applied">
          <ul className="grid gap-2">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        </SideSection>
      )}
      <SideSection
        title={
          notYetPossible.length === 0
            ? 'Not opened'
            : `Not opened, or not for certain: ${count(notYetPossible.length, 'point')}`
        }
      >
        {notYetPossible.length === 0 ? (
          <p>Every connection of the plan is opened.</p>
        ) : (
          <ul className="grid gap-3">
            {notYetPossible.map(({ connection, why, alternative }) => (
              <li key={`${connection} ${why}`} className="wrap-anywhere">
                <span className="font-medium">{connection}</span>
                <div>
                  <EngineSentence>{why}</EngineSentence>
                </div>
                <div className="text-ink-2">
                  <EngineSentence>{alternative}</EngineSentence>
                </div>
              </li>
            ))}
          </ul>
        )}
      </SideSection>
    </>
  );
}
