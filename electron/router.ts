import { implement } from '@orpc/server';
import { contract } from '#shared/contract/contract.ts';
import { toWorkEvents } from './application/followProgress.ts';
import type { Operations } from './application/operations.ts';

/**
 * The contract and the use cases, joined. Every operation of the contract has its line here, or this does not compile; what
 * it may be asked is validated by the contract.
 */
export function makeRouter(operations: Operations) {
  const implementation = implement(contract);
  const { system, catalog, plans, raci, egress, cluster, audit, runs, report, files, preferences } = implementation;
  return implementation.router({
    system: {
      information: system.information.handler(() => operations.system.information()),
      openSample: system.openSample.handler(({ input }) => operations.system.openSample(input)),
    },
    catalog: {
      get: catalog.get.handler(() => operations.catalog.get()),
    },
    plans: {
      list: plans.list.handler(() => operations.plans.list()),
      open: plans.open.handler(({ input }) => operations.plans.open(input)),
      check: plans.check.handler(({ input }) => operations.plans.check(input)),
      create: plans.create.handler(({ input }) => operations.plans.create(input)),
      edit: plans.edit.handler(({ input }) => operations.plans.edit(input)),
      forget: plans.forget.handler(({ input }) => operations.plans.forget(input)),
      requirements: plans.requirements.handler(({ input }) => operations.plans.requirements(input)),
    },
    raci: {
      ofPlan: raci.ofPlan.handler(({ input }) => operations.raci.ofPlan(input)),
      ofModel: raci.ofModel.handler(({ input }) => operations.raci.ofModel(input)),
    },
    egress: {
      check: egress.check.handler(({ input, signal }) =>
        toWorkEvents((tell) => operations.egress.check(input, signal, tell)),
      ),
      reach: egress.reach.handler(({ input, signal }) =>
        toWorkEvents((tell) => operations.egress.reach(input, signal, tell)),
      ),
      explain: egress.explain.handler(({ input, signal }) => operations.egress.explain(input, signal)),
      generate: egress.generate.handler(({ input, signal }) => operations.egress.generate(input, signal)),
      writeGenerated: egress.writeGenerated.handler(({ input, signal }) =>
        operations.egress.writeGenerated(input, signal),
      ),
      watch: egress.watch.handler(({ input, signal }) => operations.egress.watch(input, signal)),
      quote: egress.quote.handler(({ input, signal }) => operations.egress.quote(input, signal)),
      find: egress.find.handler(({ input, signal }) => operations.egress.find(input, signal)),
    },
    cluster: {
      contexts: cluster.contexts.handler(() => operations.cluster.contexts()),
      allowCommand: cluster.allowCommand.handler(({ input }) => operations.cluster.allowCommand(input)),
      rights: cluster.rights.handler(({ input, signal }) => operations.cluster.rights(input, signal)),
      role: cluster.role.handler(({ input }) => operations.cluster.role(input)),
      script: cluster.script.handler(({ input }) => operations.cluster.script(input)),
      collect: cluster.collect.handler(({ input, signal }) => operations.cluster.collect(input, signal)),
      save: cluster.save.handler(({ input }) => operations.cluster.save(input)),
    },
    audit: {
      run: audit.run.handler(({ input, signal }) => operations.audit.run(input, signal)),
    },
    runs: {
      list: runs.list.handler(({ input }) => operations.runs.list(input)),
      show: runs.show.handler(({ input }) => operations.runs.show(input)),
      object: runs.object.handler(({ input }) => operations.runs.object(input)),
      evidence: runs.evidence.handler(({ input }) => operations.runs.evidence(input)),
      compare: runs.compare.handler(({ input }) => operations.runs.compare(input)),
      verify: runs.verify.handler(({ input }) => operations.runs.verify(input)),
    },
    report: {
      render: report.render.handler(({ input }) => operations.report.render(input)),
      write: report.write.handler(({ input }) => operations.report.write(input)),
    },
    files: {
      list: files.list.handler(({ input }) => operations.files.list(input)),
      upload: files.upload.handler(({ input }) => operations.files.upload(input)),
    },
    preferences: {
      get: preferences.get.handler(() => operations.preferences.get()),
      set: preferences.set.handler(({ input }) => operations.preferences.set(input)),
    },
  });
}
