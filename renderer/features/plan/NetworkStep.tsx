import type { Cni } from '#shared/plan/plan.ts';
import { Choice } from '../../ui/Choice.tsx';
import { ListField } from '../../ui/fields.tsx';
import { FormSection } from '../../ui/FormSection.tsx';
import { RadioField } from '../../ui/RadioField.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { BackendFields } from './BackendFields.tsx';
import { ClientFields } from './ClientFields.tsx';
import { PathFields } from './PathFields.tsx';
import { ProxyFields } from './ProxyFields.tsx';
import { warningAt } from './fieldWarnings.ts';
import { listOrNothing } from './values.ts';

const ranges = [
  { key: 'podCidrs', label: 'Pods' },
  { key: 'serviceCidrs', label: 'Services (ClusterIPs)' },
  { key: 'nodeCidrs', label: 'Nodes' },
  { key: 'controlPlaneCidrs', label: 'Control plane, public. WSO2 tells you' },
] as const;

const cnis: readonly { readonly id: Cni | 'unsaid'; readonly label: string }[] = [
  { id: 'unsaid', label: 'Not said' },
  { id: 'cilium', label: 'Cilium, as a private data plane installs it' },
  { id: 'calico', label: 'Calico' },
  { id: 'ovn-kubernetes', label: 'OVN-Kubernetes' },
  { id: 'antrea', label: 'Antrea' },
  { id: 'amazon-vpc-cni', label: 'Amazon VPC CNI' },
  { id: 'generic', label: 'Another one, judged by the Kubernetes API’s own words' },
];

/** What is declared about the network: addresses, layers of rules, proxy and the customer's own systems. */
export function NetworkStep() {
  const view = usePlan();
  const { plan, sample } = view;
  const { save, saveField } = usePlanEditing();
  const network = plan.network ?? {};
  return (
    <>
      <FormSection title="Outbound traffic" about="Whether rules limit what leaves the data plane.">
        <RadioField
          label="Outbound traffic"
          chosen={network.egress}
          isReadOnly={sample}
          onChoose={(egress) => save('Outbound traffic', [{ path: ['network', 'egress'], value: egress }])}
          options={[
            {
              id: 'restricted',
              label: 'Restricted',
              hint: 'Only what a rule allows leaves. Every connection is judged.',
            },
            { id: 'open', label: 'Open', hint: 'Nothing limits it; connections are judged all the same.' },
          ]}
        />
      </FormSection>
      <FormSection title="Layers of rules" about="In the order in which a packet meets them, from the pod outward.">
        <PathFields />
      </FormSection>
      <FormSection title="Pod policies" about="What enforces them decides how they are read.">
        <Choice
          label="Enforced by"
          options={cnis}
          chosen={network.cni ?? 'unsaid'}
          isReadOnly={sample}
          onChoose={(cni) =>
            save('Pod policies', [{ path: ['network', 'cni'], value: cni === 'unsaid' ? undefined : cni }])
          }
        />
      </FormSection>
      <FormSection
        title="Address ranges"
        about="In CIDR notation, one a line. Where bits are set beyond the prefix, the network is taken and said so."
      >
        <div className="grid grid-cols-2 gap-4 slim:grid-cols-1">
          {ranges.map(({ key, label }) => (
            <ListField
              key={key}
              label={label}
              values={network[key] ?? []}
              isReadOnly={sample}
              warning={warningAt(view, ['network', key], network[key] ?? [])}
              onCommit={(values) =>
                saveField(`Addresses: ${label}`, [{ path: ['network', key], value: listOrNothing(values) }])
              }
            />
          ))}
        </div>
      </FormSection>
      <FormSection title="Proxy" about="Where outbound HTTP goes through one.">
        <ProxyFields />
      </FormSection>
      <FormSection
        title="Your own systems"
        about="What your integrations call. Declared here, it is expected traffic and no surplus opening."
      >
        <BackendFields />
      </FormSection>
      <FormSection
        title="Clients"
        about="Who may enter from outside, by the API gateway. Nobody who is not named here is expected."
      >
        <ClientFields />
      </FormSection>
      <FormSection
        title="Other ways in"
        about="What else may be reached from outside. The API gateway’s own Services need not be named."
      >
        <ListField
          label="Services, Ingresses and Gateways"
          values={network.entries ?? []}
          isReadOnly={sample}
          hint="As namespace/name, one a line"
          onCommit={(values) =>
            saveField('Other ways in', [{ path: ['network', 'entries'], value: listOrNothing(values) }])
          }
        />
      </FormSection>
    </>
  );
}
