import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Check, FolderOpen, House, Plus } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { PlanView } from '#shared/contract/views.ts';
import { Icon } from '../../ui/Icon.tsx';
import { listItemClass, popoverClass } from '../../ui/popover.ts';
import { go } from '../../state/router.ts';
import { usePlans } from '../../state/usePlans.ts';
import { baseName, shortenMiddle } from '../words/files.ts';
import { useAskForPlan } from '../plans/useAskForPlan.ts';

interface PlanSwitcherProps {
  readonly view: PlanView;
  readonly icon: LucideIcon;
}

/** The open plan, and the way to another one. */
export function PlanSwitcher({ view, icon }: PlanSwitcherProps) {
  const plans = usePlans();
  const { askToOpen, askToCreate } = useAskForPlan();
  const others = plans.phase === 'ready' ? plans.value : [];
  return (
    <MenuTrigger>
      <Button className="top-item" aria-label={`Plan ${view.plan.metadata.name}, switch`}>
        <b className="top-name truncate">{view.plan.metadata.name}</b>
        <Icon of={icon} size={14} />
      </Button>
      <Popover className={popoverClass} placement="bottom start">
        <Menu className="max-h-100 min-w-70 overflow-auto outline-none" aria-label="Plans">
          <MenuSection aria-label="Opened before">
            {others.map(({ file, plan }) => (
              <MenuItem
                key={file}
                id={file}
                textValue={plan?.metadata.name ?? baseName(file)}
                className={listItemClass}
                onAction={() => go({ page: 'plan', plan: file })}
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{plan?.metadata.name ?? baseName(file)}</span>
                  <span className="block truncate font-mono text-tiny text-ink-3">{shortenMiddle(file, 48)}</span>
                </span>
                {file === view.file && <Icon of={Check} size={14} className="text-accent" />}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="my-1 h-px bg-line" />
          <MenuItem id="all" className={listItemClass} onAction={() => go({ page: 'plans' })}>
            <Icon of={House} size={14} className="text-ink-3" />
            All plans
          </MenuItem>
          <MenuItem id="open" className={listItemClass} onAction={askToOpen}>
            <Icon of={FolderOpen} size={14} className="text-ink-3" />
            Open plan file
          </MenuItem>
          <MenuItem id="new" className={listItemClass} onAction={askToCreate}>
            <Icon of={Plus} size={14} className="text-ink-3" />
            New plan
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
