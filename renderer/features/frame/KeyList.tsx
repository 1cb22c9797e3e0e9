import { Dialog } from '../../ui/Dialog.tsx';
import { Button } from '../../ui/Button.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { closeOverlay, useOverlay } from '../../state/overlays.ts';
import { modifierKey } from '../words/platform.ts';
import { pageList } from './pageList.ts';

/** Every key, on one sheet. */
export function KeyList() {
  const shown = useOverlay((state) => state.shown === 'keys');
  if (!shown) return null;
  return (
    <Dialog
      title="Keyboard"
      wide
      onClose={closeOverlay}
      footer={
        <Button look="primary" onPress={closeOverlay} takesFocus>
          Close
        </Button>
      }
    >
      <div className="grid grid-cols-2 gap-x-8 max-[560px]:grid-cols-1">
        {keyGroups().map(({ title, keys }) => (
          <section key={title} className="mt-3">
            <h3 className="mb-1.5 text-small font-semibold text-ink-3">{title}</h3>
            <dl className="grid grid-cols-[96px_1fr] gap-y-1.5">
              {keys.map(([key, does]) => (
                <div key={key} className="contents">
                  <dt className="flex items-start gap-1">
                    {key.split(' ').map((part) => (
                      <Keys key={part}>{part}</Keys>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="mt-4 text-small text-ink-3">
        Single letters work while no field has the focus. They can be switched off in Settings.
      </p>
    </Dialog>
  );
}

function keyGroups(): readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] {
  const modifier = modifierKey();
  return [
    {
      title: 'Go to',
      keys: [
        [`${modifier} K`, 'Search or run'],
        ...pageList.flatMap(({ key, title }) => (key === undefined ? [] : [[`g ${key}`, title] as const])),
      ],
    },
    {
      title: 'In a table',
      keys: [
        ['/', 'Filter this table'],
        ['j k', 'Next, previous row'],
        ['Home End', 'First, last row'],
        ['Enter', 'Open the row'],
        ['Esc', 'Close the row'],
        ['[ ]', 'Previous, next item in the drawer'],
        ['1 … 6', 'Filter by outcome'],
        ['0', 'All rows'],
        ['y', 'Copy the link'],
      ],
    },
    {
      title: 'Plan and audit',
      keys: [
        [`${modifier} R`, 'Run audit'],
        [`${modifier} .`, 'Cancel the audit'],
        ['F5', 'Read plan and rules again'],
        [`${modifier} Z`, 'Undo the last change of the plan'],
        [`${modifier} Y`, 'Redo it'],
      ],
    },
    { title: 'Help', keys: [['?', 'This list']] },
  ];
}
