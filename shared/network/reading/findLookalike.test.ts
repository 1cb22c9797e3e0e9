import { describe, expect, it } from 'vitest';
import { findLookalike } from './findLookalike.ts';
import { readRules } from './readRules.ts';
import { fileOf } from '../testing/rules.ts';

describe('what people give in place of rules', () => {
  it.each([
    ['template.yaml', 'Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n', 'CloudFormation: give what it made'],
    ['template.json', '{"Resources": {"Group": {\n"Type": "AWS::EC2::SecurityGroup"}}}', 'CloudFormation: give'],
    ['cut.yaml', 'AWSTemplateFormatVersion: "2010-09-09"\n', 'CloudFormation: give'],
    [
      'main.tf',
      '# ours\nresource "aws_security_group" "nodes" {\n  egress {\n  }\n}\n',
      '`terraform show -json` prints',
    ],
    ['locals.tf', 'locals {\n  a = 1\n}\n', '`terraform show -json` prints'],
    [
      'main.bicep',
      "param a string\nresource nsg 'Microsoft.Network/networkSecurityGroups@2024-01-01' = {\n}\n",
      'az bicep build',
    ],
    ['values.yaml', 'replicaCount: 1\nimage: {tag: a}\n', 'values of a Helm chart: give what `helm template` makes'],
    ['pods.txt', 'NAMESPACE   NAME   READY   STATUS\nshop   web   1/1   Running\n', '`-o yaml`'],
    ['policy.txt', 'Name:         web\nNamespace:    shop\nSpec:\n  Allowing: a: b\n', '`kubectl get … -o yaml`'],
    ['rules.txt', 'NAME  NETWORK  DIRECTION  PRIORITY\na  default  EGRESS  1000\n', '`--format=json`'],
    [
      'nsg.txt',
      'Location    Name    ProvisioningState\n----------  ------  -----------------\nwe  n  Succeeded\n',
      '`-o json`',
    ],
    ['groups.txt', '-----\n|  DescribeSecurityGroups  |\n+----+\n', '`--output json`'],
    ['groups.tsv', 'SECURITYGROUPS\tdefault\tsg-1\n', '`--output json`'],
    ['apply.sh', '#!/bin/sh\nsudo iptables -A FORWARD -j DROP\n', 'give what `iptables-save` and'],
    ['reset.sh', '#!/bin/sh\n/sbin/modprobe x\niptables --flush\n', 'give what `iptables-save` and'],
    ['force.sh', '#!/bin/sh\nufw --force enable\n', 'give what `iptables-save` and'],
    [
      'groups.yaml',
      'Resources:\n  Group:\n    Type: AWS::NetworkFirewall::RuleGroup\n',
      '`aws network-firewall describe-firewall-policy` and `describe-rule-group`',
    ],
    ['allow.txt', 'ufw allow out 443/tcp\n', 'give what `iptables-save` and'],
    ['nft.sh', '#!/bin/sh\nnft add rule ip filter forward drop\n', 'give what `nft -j list ruleset` prints'],
    [
      'create.sh',
      '#!/bin/sh\naz network nsg rule create -n a\n',
      'give what they made, as `az network nsg list -o json`',
    ],
  ])('is told for what it is, with what to give for it: %s', (file, text, remedy) => {
    const { problems } = readRules([fileOf(file, text)]);
    expect(problems).toMatchObject([{ file, severity: 'warning' }]);
    expect(problems[0]?.remedy).toMatch(/^It looks like .*: give /);
    expect(problems[0]?.remedy).toContain(remedy);
  });

  it.each([
    ['imagePullSecrets: []\nkind: ServiceAccount\napiVersion: v1\nmetadata: {name: a}\n---\nx: {}\n', 6],
    ['x: {}\n---\nimagePullSecrets: []\nkind: ServiceAccount\napiVersion: v1\nmetadata: {name: a}\n', 1],
  ])('is told by the document itself, not by what is beside it', (text, line) => {
    const { problems } = readRules([fileOf('a.yaml', text)]);
    expect(problems).toMatchObject([{ line, remedy: expect.stringMatching(/^It holds an object with x\. /) }]);
  });

  it.each([
    ['another object', '{"a": 1, "type": "x"}'],
    ['prose', 'Name: we call it iptables; az is short for availability zone.\nresource "x"\n'],
    ['prose that begins with a tool', 'iptables rules of the nodes are kept by Ansible.\nufw is not used here.\n'],
    ['prose of the Azure CLI', 'az network rules are made by hand - never by scripts.\n'],
    ['a page', '# Rules\n\n---\n\nfor a node\n'],
    ['nothing', ''],
  ])('is not %s', (_what, text) => {
    expect(findLookalike(text)).toBeUndefined();
  });

  it('is told in time of many texts with nothing but lines in them', () => {
    const texts = Array.from({ length: 100 }, (_, at) => `${'\n'.repeat(99_000)}${at}: 1\n`);
    expect(texts.map(findLookalike).filter((found) => found !== undefined)).toEqual([]);
  });
});
