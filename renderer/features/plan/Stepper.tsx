import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { choiceSteps, formatRoute } from '../../state/route.ts';
import type { ChoiceStep } from '../../state/route.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { describeStep, stepList, stepOfPath } from './steps.ts';

/** The steps with what was chosen in each; a check where nothing is open. */
export function Stepper({ current }: { readonly current: ChoiceStep }) {
  const catalog = useCatalog();
  const view = usePlan();
  const requirements = useRequirements();
  const unfinished = new Set(
    view.findings.filter(({ kind }) => kind !== 'warning').map(({ path }) => stepOfPath(path)),
  );
  if (view.findings.some(({ kind }) => kind !== 'warning')) unfinished.add('review');
  const steps = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const show = (): void => {
      if (steps.current !== null) bringIntoSight(steps.current, choiceSteps.indexOf(current));
    };
    show();
    globalThis.addEventListener('resize', show);
    return () => globalThis.removeEventListener('resize', show);
  }, [current]);
  return (
    <nav
      aria-label="Steps"
      data-moves-focus
      className="min-h-0 overflow-auto border-r border-line bg-subtle max-[900px]:border-0"
    >
      <ol ref={steps} className="choice-steps">
        {stepList.map(({ step, title }) => (
          <li key={step}>
            <a
              href={formatRoute({ page: 'plan', detail: step, plan: view.file })}
              className="step-link"
              {...(step === current ? { 'aria-current': 'step' as const } : {})}
            >
              <span className="step-dot" data-complete={!unfinished.has(step) || undefined} aria-hidden>
                {unfinished.has(step) ? choiceSteps.indexOf(step) + 1 : <Check size={11} strokeWidth={3} />}
              </span>
              <span className="min-w-0">
                {title}
                <span className="sr-only">{unfinished.has(step) ? ', something is open' : ', complete'}</span>
                <span className="step-value truncate text-small font-normal text-ink-3">
                  {describeStep(step, catalog, view, requirements)}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** In a narrow window the steps stand side by side and not all are in sight. `scrollIntoView` would move the page as well. */
function bringIntoSight(strip: HTMLElement, index: number): void {
  const step = strip.children[index]?.getBoundingClientRect();
  if (step === undefined) return;
  strip.scrollLeft += step.left + step.width / 2 - strip.getBoundingClientRect().left - strip.clientWidth / 2;
}
