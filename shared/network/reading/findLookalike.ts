/** What people give in place of rules, each with what is read in its place. */
interface Lookalike {
  /** A line that it has, and that no rule format has. */
  readonly shape: RegExp;
  readonly what: string;
  readonly give: string;
}

const lookalikes: readonly Lookalike[] = [
  {
    shape: /\bAWSTemplateFormatVersion\b|^[ \t]*["']?Type["']?[ \t]*:[ \t]*["']?AWS::\w+::/m,
    what: 'a template of CloudFormation',
    give: 'what it made: the output of `aws ec2 describe-security-groups`, `describe-network-acls` and `describe-route-tables`, or of `aws network-firewall describe-firewall-policy` and `describe-rule-group`',
  },
  {
    shape: /^(?:(?:resource|data)\s+"\w+"\s+"[\w-]+"|(?:module|provider|variable)\s+"[\w-]+"|terraform|locals)\s*\{/m,
    what: 'a configuration of Terraform',
    give: 'what `terraform show -json` prints of its plan',
  },
  {
    shape: /^(?:resource|module)\s+\w+\s+'[^'\r\n]+'\s*(?:existing\s*)?=/m,
    what: 'a template of Bicep',
    give: 'what `az bicep build` makes of it',
  },
  {
    shape: /^(?:replicaCount|nameOverride|fullnameOverride|podAnnotations|imagePullSecrets)\s*:/m,
    what: 'values of a Helm chart',
    give: 'what `helm template` makes of them, or what `kubectl get … -o yaml` prints',
  },
  {
    shape: /^(?:NAMESPACE +)?NAME +(?:POD-SELECTOR|READY|STATUS|TYPE|DATA|CREATED AT|AGE|ORDER)\b/m,
    what: 'a table of kubectl or calicoctl',
    give: 'what the same command prints with `-o yaml`',
  },
  {
    shape: /^Name: +\S+[ \t]*\r?\n(?:Namespace|Labels|Created on): /m,
    what: 'what `kubectl describe` prints',
    give: 'what `kubectl get … -o yaml` prints',
  },
  {
    shape: /^NAME +(?:NETWORK|ZONE|REGION|DIRECTION|DEST_RANGE)\b/m,
    what: 'a table of gcloud',
    give: 'what the same command prints with `--format=json`',
  },
  {
    shape: /^-{3,}(?: {2,}-{3,})+[ \t]*\r?$/m,
    what: 'a table of the Azure CLI',
    give: 'what the same command prints with `-o json`',
  },
  {
    shape: /^\|+ +Describe\w+ +\|+[ \t]*\r?$|^(?:SECURITYGROUPS|NETWORKACLS|ROUTETABLES|SUBNETS)\t/m,
    what: 'a table of the AWS CLI',
    give: 'what the same command prints with `--output json`',
  },
  {
    shape:
      /^[ \t]*(?:sudo +)?(?:ip6?tables(?:-(?:nft|legacy))? +--?[a-z]|ufw +(?:--force +)?(?:allow|deny|reject|limit|default|route|delete|insert|prepend|enable)\b)/im,
    what: 'commands for the packet filter of a node',
    give: 'what `iptables-save` and `ip6tables-save` print there',
  },
  {
    shape: /^[ \t]*(?:sudo +)?nft +(?:-[a-z]|add|insert|create|flush|delete)\b/m,
    what: 'commands for the packet filter of a node',
    give: 'what `nft -j list ruleset` prints there',
  },
  {
    shape: /^Status: (?:in)?active[ \t]*\r?$|^[\w-]+ \((?:default, )?active\)[ \t]*\r?$|^<(?:zone|policy|direct)\b/m,
    what: 'what ufw or firewalld says of a node',
    give: 'what `nft -j list ruleset` prints there, or `iptables-save` and `ip6tables-save`',
  },
  {
    shape: /\bpulumi:pulumi:Stack\b/,
    what: 'a stack of Pulumi',
    give: 'what the tools of the cloud print of what it made',
  },
  {
    shape: /^[ \t]*az +network +(?:[a-z][a-z-]* +){1,5}(?:--?[a-z]|\\)/m,
    what: 'commands of the Azure CLI',
    give: 'what they made, as `az network nsg list -o json` and its sisters print it',
  },
];

/** Enough to tell; a file may be of many megabytes. */
const longestRead = 100_000;

/** What the text is, if it is something that people take for rules, and what to give in its place; else undefined. */
export function findLookalike(text: string): Pick<Lookalike, 'what' | 'give'> | undefined {
  const beginning = text.slice(0, longestRead);
  return lookalikes.find(({ shape }) => shape.test(beginning));
}
