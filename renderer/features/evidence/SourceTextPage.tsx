import { ArrowLeft, ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FoundInSource } from '#shared/contract/views.ts';
import { placeOf } from '#shared/network/source/placeOf.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { useClient } from '../../client/client.ts';
import type { Loaded } from '../../client/queryCache.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FilterField } from '../../ui/FilterField.tsx';
import { FilterBar, Page } from '../../ui/Page.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { usePageKeys } from '../../state/pageKeys.ts';
import { go, useRoute } from '../../state/router.ts';
import { toRulesInput, useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { baseName, shortenMiddle } from '../words/files.ts';
import { SourceLines } from './SourceLines.tsx';
import { useSourceBlock } from './useSourceBlock.ts';

const LONGEST_PATH = 80;
/** Typing goes on for so long until the file is searched. */
const TYPED_AFTER_MS = 300;

/** A rule file as it stands on disk, however long; lines come from the engine as they are scrolled to. */
export function SourceTextPage({ file }: { readonly file: string }) {
  const { file: plan } = usePlan();
  const view = useRoute()?.view;
  const [typed, setTyped] = useState('');
  const words = useSettled(typed.trim(), TYPED_AFTER_MS);
  const found = useFound(file, words);
  const [at, setAt] = useState(0);
  const places = found.phase === 'ready' ? found.value.places : [];
  const place = words === '' ? toPlace(view) : places[at];
  const step = (by: number): void => setAt((at + by + places.length) % Math.max(places.length, 1));
  const line = place?.line ?? 1;
  const first = useSourceBlock(file, line, place?.column);
  usePageKeys({
    '/': () => document.querySelector<HTMLInputElement>('[data-table-filter] input')?.focus(),
    j: () => step(1),
    k: () => step(-1),
  });
  return (
    <Page
      title={baseName(file)}
      about={
        <>
          {first.phase === 'ready' && `${writeNumber(first.value.totalLines)} lines of `}
          <span className="break-all" title={file}>
            {shortenMiddle(ownName(file), LONGEST_PATH)}
          </span>
        </>
      }
      actions={
        <>
          <Button shrinks icon={ArrowLeft} onPress={() => go({ page: 'evidence', detail: file, plan })}>
            Back to sources
          </Button>
          <CopyButton text={placeOf({ file, line, column: place?.column })}>Copy place</CopyButton>
        </>
      }
    >
      <FilterBar>
        {words !== '' && <output className="text-ink-2">{describeFound(found, at)}</output>}
        {words !== '' && places.length > 1 && (
          <>
            <IconButton label="Previous place" icon={ChevronUp} onPress={() => step(-1)} />
            <IconButton label="Next place" icon={ChevronDown} onPress={() => step(1)} />
          </>
        )}
        <FilterField
          label="Find in this file"
          value={typed}
          onChange={(value) => {
            setTyped(value);
            setAt(0);
          }}
          onSubmit={() => step(1)}
        />
      </FilterBar>
      {first.phase === 'loading' && <SkeletonRows rows={16} height={36} label="Reading the file" />}
      {first.phase === 'failed' && (
        <div className="pt-4">
          <FailureState failure={first.failure} subject="quote" harmless="The file was only read." />
        </div>
      )}
      {first.phase === 'ready' && (
        <SourceLines
          file={file}
          totalLines={first.value.totalLines}
          line={line}
          text={first.value.lines[line - first.value.firstLine] ?? ''}
          isMarked={place !== undefined}
          words={words}
        />
      )}
    </Page>
  );
}

function useFound(file: string, words: string): Loaded<FoundInSource> {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  return useQuery(words === '' ? undefined : ['quote', plan, revision, rules, file, 'find', words], (signal) =>
    client.egress.find({ plan, ...toRulesInput(rules), file, words }, { signal }),
  );
}

/** A value once it has not changed for a while. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

function toPlace(view: Readonly<Record<string, string>> = {}) {
  const [line, column] = [Number(view['line']), Number(view['column'])];
  if (!Number.isInteger(line) || line < 1) return undefined;
  return { line, ...(Number.isInteger(column) && column > 0 ? { column } : {}) };
}

function describeFound(found: Loaded<FoundInSource>, at: number): string {
  switch (found.phase) {
    case 'loading':
      return 'Searching';
    case 'failed':
      return found.failure.message;
    case 'ready': {
      const { total, places } = found.value;
      if (total === 0) return 'Not found';
      if (total === 1) return '1 place';
      const shown = places.length < total ? `, of which the first ${writeNumber(places.length)} can be gone to` : '';
      return `${writeNumber(at + 1)} of ${writeNumber(total)} places${shown}`;
    }
  }
}
