import { Minus, Plus } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { Icon } from '../../ui/Icon.tsx';
import type { Effects } from './effects.ts';

interface EffectListProps {
  readonly effects: Effects;
  readonly isChosen: boolean;
}

/** What speaks for a choice in this plan, and what against it. */
export function EffectList({ effects: { favourable, unfavourable }, isChosen }: EffectListProps) {
  if (isChosen) return <span className="text-ink-3">Your plan as it is</span>;
  if (favourable.length + unfavourable.length === 0) return <span className="text-ink-3">Nothing else changes</span>;
  return (
    <ul className="grid gap-1">
      {favourable.map((text) => (
        <Effect key={text} icon={Plus} className="text-pass" sign="For it: ">
          {text}
        </Effect>
      ))}
      {unfavourable.map((text) => (
        <Effect key={text} icon={Minus} className="text-partly" sign="Against it: ">
          {text}
        </Effect>
      ))}
    </ul>
  );
}

interface EffectProps {
  readonly icon: LucideIcon;
  readonly className: string;
  readonly sign: string;
  readonly children: string;
}

function Effect({ icon, className, sign, children }: EffectProps) {
  return (
    <li className="grid grid-cols-[16px_1fr] gap-2 leading-4.5">
      <Icon of={icon} size={14} className={`mt-0.5 ${className}`} />
      <span>
        <span className="sr-only">{sign}</span>
        {children}
      </span>
    </li>
  );
}
