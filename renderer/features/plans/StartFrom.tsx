import { ArrowLeftRight, FileText, FlaskConical, Upload, WifiOff, Wifi } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Icon } from '../../ui/Icon.tsx';
import { SidePanel, SideSection } from '../../ui/SidePanel.tsx';
import { choiceSteps } from '../../state/route.ts';
import { useSystem } from '../../state/useCatalog.ts';
import { useTraffic } from '../../state/useTraffic.ts';
import { count } from '../words/counts.ts';
import { useAskForPlan } from './useAskForPlan.ts';
import { useOpenSample } from './useOpenSample.ts';

/** The ways to begin. */
export function StartFrom() {
  const { samples } = useSystem();
  const { connectionsOpened } = useTraffic();
  const { askToOpen, askToCreate } = useAskForPlan();
  const openSample = useOpenSample();
  const [sample] = samples;
  return (
    <SidePanel label="Start from">
      <SideSection title="Start from">
        <ul className="-mx-5 grid">
          <Way icon={FileText} title={`${choiceSteps.length} steps`} onPress={askToCreate}>
            Edition, model, cloud, tier, network, connections, cluster, owners
          </Way>
          <Way icon={ArrowLeftRight} title="A plan file" onPress={askToOpen}>
            Judge its rule files against the 12 connections
          </Way>
          {sample !== undefined && (
            <Way icon={FlaskConical} title="The sample" onPress={() => void openSample(sample)}>
              Look around without entering anything
            </Way>
          )}
        </ul>
        <div className="mt-4 rounded-lg border border-dashed border-line-strong bg-surface p-4 text-center text-ink-2">
          <Icon of={Upload} className="mx-auto text-ink-3" />
          <p className="mt-1">Drop a plan, rule files or an archive of them on this window</p>
          <p className="font-mono text-code text-ink-3">.yaml .json .zip .tar.gz</p>
        </div>
        <p className="mt-4 flex gap-2 text-small text-ink-2">
          <Icon of={connectionsOpened === 0 ? WifiOff : Wifi} size={14} className="mt-0.5 text-ink-3" />
          Planning, file audits and reports open no connection. {count(connectionsOpened, 'connection')} opened since
          the start.
        </p>
      </SideSection>
    </SidePanel>
  );
}

interface WayProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: string;
  readonly onPress: () => void;
}

function Way({ icon, title, children, onPress }: WayProps) {
  return (
    <li>
      <button
        type="button"
        onClick={onPress}
        className="flex w-full items-start gap-3 px-5 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
      >
        <Icon of={icon} className="mt-0.5 text-ink-3" />
        <span>
          <span className="block font-medium">{title}</span>
          <span className="text-ink-2">{children}</span>
        </span>
      </button>
    </li>
  );
}
