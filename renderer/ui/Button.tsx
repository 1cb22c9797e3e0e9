import { Button as AriaButton } from 'react-aria-components';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { classes } from './classes.ts';
import { Icon } from './Icon.tsx';
import { Hint } from './Hint.tsx';

export type ButtonLook = 'primary' | 'plain' | 'quiet';

const disabledBox = 'data-[disabled]:border-line data-[disabled]:bg-inset data-[disabled]:shadow-none';

const looks: Record<ButtonLook, string> = {
  // In forced colours the system would lay its own ground under the words, in the colour of the words.
  primary: `border-transparent bg-accent text-accent-ink forced-color-adjust-none data-[hovered]:brightness-110 ${disabledBox}`,
  plain: `border-line-strong bg-surface text-ink shadow-1 data-[hovered]:bg-hover ${disabledBox}`,
  quiet: 'border-transparent text-ink-2 data-[hovered]:bg-hover',
};

const shape =
  'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 font-medium whitespace-nowrap ' +
  'transition-colors duration-120 data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-3';

function buttonClass(look: ButtonLook, more = ''): string {
  return classes(shape, looks[look], more);
}

interface ButtonProps {
  readonly children: string;
  readonly icon?: LucideIcon;
  readonly look?: ButtonLook;
  readonly onPress: () => void;
  /** Why it can't be done now; it stands beside the disabled button. */
  readonly disabledBecause?: string | undefined;
  /** Where the column is slim only the icon stays, with the words as a tooltip. */
  readonly shrinks?: boolean;
  readonly className?: string;
  readonly ref?: Ref<HTMLButtonElement>;
  /** In a dialog: the way that Enter takes. */
  readonly takesFocus?: boolean;
}

/** A verb with its object. */
export function Button({
  children,
  icon,
  look = 'plain',
  onPress,
  disabledBecause,
  shrinks = false,
  className = '',
  ref,
  takesFocus = false,
}: ButtonProps) {
  const disabled = disabledBecause !== undefined;
  const button = (
    <AriaButton
      {...(ref === undefined ? {} : { ref })}
      className={buttonClass(look, classes(className, shrinks && 'slim:w-7 slim:px-0'))}
      onPress={onPress}
      isDisabled={disabled}
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- only in dialogs, which have to put the focus somewhere
      autoFocus={takesFocus}
      {...(shrinks ? { 'aria-label': children } : {})}
    >
      {icon && <Icon of={icon} size={14} className={look === 'primary' ? '' : 'text-ink-3'} />}
      <span className={shrinks ? 'slim:hidden' : ''}>{children}</span>
    </AriaButton>
  );
  if (disabled) {
    return (
      <span className="inline-flex items-center gap-2">
        {button}
        <span className="text-small text-ink-3">{disabledBecause}</span>
      </span>
    );
  }
  return shrinks ? <Hint text={children}>{button}</Hint> : button;
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly onPress: () => void;
  readonly look?: ButtonLook;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

/** Only where the width forces it, or where the sign is known to everyone; the words are its tooltip. */
export function IconButton({
  label,
  icon,
  onPress,
  look = 'quiet',
  isDisabled = false,
  className = '',
}: IconButtonProps) {
  return (
    <Hint text={label}>
      <AriaButton
        aria-label={label}
        className={buttonClass(look, classes('w-7 px-0', className))}
        onPress={onPress}
        isDisabled={isDisabled}
      >
        <Icon of={icon} size={14} />
      </AriaButton>
    </Hint>
  );
}

const linkShape =
  'rounded-sm text-accent underline decoration-1 underline-offset-3 decoration-line-strong hover:decoration-current';

interface TextLinkProps {
  readonly children: ReactNode;
  readonly href: string;
  readonly className?: string;
}

/** Goes to another address of the app. */
export function TextLink({ children, href, className = '' }: TextLinkProps) {
  return (
    <a href={href} className={classes(linkShape, className)}>
      {children}
    </a>
  );
}

interface TextButtonProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly className?: string;
}

/** An action inside a sentence or a cell. */
export function TextButton({ children, onPress, className = '' }: TextButtonProps) {
  return (
    <AriaButton onPress={onPress} className={classes(linkShape, className)}>
      {children}
    </AriaButton>
  );
}
