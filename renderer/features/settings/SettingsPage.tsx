import type { Preferences } from '#shared/contract/views.ts';
import { useClient } from '../../client/client.ts';
import { CheckboxField } from '../../ui/CheckboxField.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FormSection } from '../../ui/FormSection.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { RadioField } from '../../ui/RadioField.tsx';
import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { showToast } from '../../state/toasts.ts';
import { Diagnostics } from './Diagnostics.tsx';
import { useDiagnostics } from './useDiagnostics.ts';

/** How the window looks and listens, and what it is made of. */
export function SettingsPage() {
  const client = useClient();
  const { theme, density, singleKeys } = usePreferences();
  const diagnostics = useDiagnostics();
  const set = async (change: Partial<Preferences>): Promise<void> => {
    const outcome = await setPreferences(client, change);
    if (!outcome.ok) showToast({ title: 'Not kept for the next start', text: outcome.failure.message });
  };
  return (
    <Page
      title="Settings"
      about="Kept on this machine, for this user."
      actions={
        <CopyButton look="plain" text={diagnostics.map(([name, value]) => `${name}: ${value}`).join('\n')}>
          Copy diagnostics
        </CopyButton>
      }
    >
      <Scroll label="Settings">
        <FormSection title="Theme">
          <RadioField
            label="Theme"
            chosen={theme}
            onChoose={(id) => void set({ theme: id })}
            options={[
              { id: 'system', label: 'As the system has it' },
              { id: 'light', label: 'Light' },
              { id: 'dark', label: 'Dark' },
            ]}
          />
        </FormSection>
        <FormSection title="Density" about="Compact takes 6 px off each row.">
          <RadioField
            label="Density"
            chosen={density}
            onChoose={(id) => void set({ density: id })}
            options={[
              { id: 'regular', label: 'Regular' },
              { id: 'compact', label: 'Compact' },
            ]}
          />
        </FormSection>
        <FormSection title="Keyboard" about="Commands with a modifier always work.">
          <CheckboxField
            label="Single letters are commands"
            hint="Such as j and k for the next and previous row. Only while no field has the focus."
            isSelected={singleKeys}
            onChange={(isOn) => void set({ singleKeys: isOn })}
          />
        </FormSection>
        <FormSection title="Diagnostics" about="What to send along with a defect report. No plan and no rule is in it.">
          <Diagnostics of={diagnostics} />
        </FormSection>
      </Scroll>
    </Page>
  );
}
