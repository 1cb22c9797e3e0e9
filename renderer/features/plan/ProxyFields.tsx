import { ListField, TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { warningAt } from './fieldWarnings.ts';
import { listOrNothing, textOrNothing } from './values.ts';

export function ProxyFields() {
  const view = usePlan();
  const { plan, sample } = view;
  const { saveField } = usePlanEditing();
  const proxy = plan.network?.proxy;
  return (
    <div className="grid grid-cols-2 gap-4 slim:grid-cols-1">
      <TextField
        label="Address"
        mono
        value={proxy?.url ?? ''}
        isReadOnly={sample}
        hint="With its port, without a user name or password"
        onCommit={(url) => {
          const path = textOrNothing(url) === undefined ? ['network', 'proxy'] : ['network', 'proxy', 'url'];
          return saveField('Proxy', [{ path, value: textOrNothing(url) }]);
        }}
      />
      {proxy !== undefined && (
        <>
          <ListField
            label="Addresses of the proxy"
            values={proxy.cidrs ?? []}
            isReadOnly={sample}
            warning={warningAt(view, ['network', 'proxy', 'cidrs'], proxy.cidrs ?? [])}
            hint="In CIDR notation, where its address is a name: rules that know addresses only are judged by these"
            onCommit={(values) =>
              saveField('Addresses of the proxy', [
                { path: ['network', 'proxy', 'cidrs'], value: listOrNothing(values) },
              ])
            }
          />
          <ListField
            label="Called without the proxy"
            values={proxy.noProxy ?? []}
            isReadOnly={sample}
            hint="Name endings such as .svc, host names, CIDRs"
            onCommit={(values) =>
              saveField('Exceptions of the proxy', [
                { path: ['network', 'proxy', 'noProxy'], value: listOrNothing(values) },
              ])
            }
          />
          <TextField
            label="Certificate authority, where the proxy opens TLS"
            mono
            value={proxy.caFile ?? ''}
            isReadOnly={sample}
            hint="A file, relative to the plan"
            onCommit={(file) =>
              saveField('Certificate authority of the proxy', [
                { path: ['network', 'proxy', 'caFile'], value: textOrNothing(file) },
              ])
            }
          />
        </>
      )}
    </div>
  );
}
