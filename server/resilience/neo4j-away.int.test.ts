import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Neo4jConnection, openNeo4j } from '../adapters/neo4j/neo4j-connection.ts';
import { edgeDraft, nodeDraft } from '../testing/curation.ts';
import { type FaultInstallation, startFaultInstallation } from '../testing/fault-installation.ts';
import type { RunningServer } from '../testing/running-server.ts';
import { describeWithOwn } from '../testing/services/launchable.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const patiently = { timeout: 120_000, interval: 100 };
/** By then each pause between two tries is as long as it gets, and no try of the first seconds is still under way. */
const longAwayMs = 20_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Bundle {
  readonly scenarioId: string;
  readonly scriptId: string;
  readonly edgeId: string;
}

interface Explored {
  readonly answeredBy: string;
  readonly nodes: readonly { readonly id: string }[];
  readonly edges: readonly { readonly id: string }[];
}

describeWithOwn(['postgres', 'redis', 'neo4j'], 'the graph in Neo4j', () => {
  let installation: FaultInstallation;
  let other: RunningServer;
  let graph: Neo4jConnection;
  let bundles: Bundle[];

  beforeAll(async () => {
    installation = await startFaultInstallation({ neo4j: true });
    [other] = await Promise.all([installation.cluster.start('web'), installation.cluster.start('worker')]);
    graph = openNeo4j({ url: installation.neo4j.url });
    bundles = [];
    for (const name of ['one', 'two', 'three', 'four', 'five']) bundles.push(await publishBundle(name));
    await caughtUp();
  });
  afterAll(async () => {
    await graph.close();
    await installation.close();
  });

  const publishBundle = async (name: string): Promise<Bundle> => {
    const { curation, database } = installation;
    const words = await curation.evidence();
    await curation.publish([
      nodeDraft('scenario', name, `A scenario ${name}`, words),
      nodeDraft('script', name, `A script ${name}`, words),
      edgeDraft('USES_SCRIPT', { kind: 'scenario', key: name }, { kind: 'script', key: name }, words),
    ]);
    const scenarioId = await curation.itemId('scenario', name);
    const edge = await database.query<{ id: string }>('select id from items where from_id = $1', [scenarioId]);
    return { scenarioId, scriptId: await curation.itemId('script', name), edgeId: edge.rows[0]?.id ?? '' };
  };
  const bundle = (index: number): Bundle => {
    const found = bundles[index];
    if (found === undefined) throw new Error(`there is no bundle ${index}`);
    return found;
  };
  /** Looks into Neo4j itself: asking for a verification would feed it. */
  const caughtUp = () =>
    vi.waitFor(async () => {
      const head = await installation.database.query<{ head: number }>(
        'select max(position)::int as head from decisions',
      );
      const held = await graph.run(`MATCH (p:Projection {name: 'graph'}) RETURN p.position AS head`);
      expect(held).toEqual(head.rows);
    }, patiently);
  const explore = async ({ url }: RunningServer, itemId: string): Promise<Explored> =>
    (await installation.staff.expert.get(url, `/v1/graph/neighbourhood?itemId=${itemId}`)) as Explored;
  const answersFromNeo4j = (itemId: string) =>
    vi.waitFor(async () => {
      for (const web of [installation.web, other])
        expect(await explore(web, itemId)).toMatchObject({ answeredBy: 'neo4j' });
    }, patiently);
  const verification = () => installation.staff.expert.get(installation.web.url, '/v1/graph/verification');
  const expectWhole = async () => {
    await installation.ledger.expectNothingLost();
    expect(await verification()).toMatchObject({ ok: true, faults: [] });
    expect(await installation.staff.expert.get(other.url, '/v1/audit/verification')).toMatchObject({ ok: true });
  };

  it('catches up when Neo4j gets kill -9 in the middle of being fed', async () => {
    const { ledger, neo4j, web } = installation;
    const deciding = ledger.keepDeciding([web.url, other.url], 0);
    await vi.waitFor(() => expect(ledger.entries.length).toBeGreaterThan(20), patiently);
    await neo4j.kill();
    const before = ledger.entries.length;
    await vi.waitFor(() => expect(ledger.entries.length).toBeGreaterThan(before + 10), patiently);
    const { failed } = await deciding.stop();
    expect(failed).toBe(0);
    await neo4j.restart();
    await caughtUp();
    await expectWhole();
    await answersFromNeo4j(bundle(0).scenarioId);
  });

  it('catches up by itself after Neo4j was away for long, while everything else went on', async () => {
    const { ledger, neo4j, web, staff } = installation;
    await neo4j.kill();
    const known = await ledger.approve(web.url);
    const before = ledger.entries.length;
    const since = performance.now();
    await vi.waitFor(async () => expect((await explore(other, known.itemId)).nodes).toHaveLength(1), patiently);
    const deciding = ledger.keepDeciding([web.url, other.url], 200);
    while (performance.now() - since < longAwayMs || ledger.entries.length <= before + 20) {
      for (const { url } of [web, other]) {
        const answer = await staff.expert.send(url, '/v1/guidance', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ question: known.name, details: 10 }),
        });
        expect(answer.status).toBe(200);
        expect(await answer.text()).toContain(known.itemId);
      }
      expect(await explore(web, bundle(0).scenarioId)).toMatchObject({
        answeredBy: 'memory',
        edges: [{ id: bundle(0).edgeId }],
      });
      await pause(500);
    }
    await neo4j.restart();
    const { failed } = await deciding.stop();
    expect(failed).toBe(0);
    await caughtUp();
    await expectWhole();
    await answersFromNeo4j(bundle(0).scenarioId);
  });

  it('sets a decision aside that Neo4j refuses, takes in what comes after it, and takes it in when it is mended', async () => {
    const { ledger, curation, web, staff, database } = installation;
    const words = await curation.evidence();
    await curation.publish([nodeDraft('need', 'speed', 'Speed', words)]);
    await caughtUp();
    await graph.run('CREATE CONSTRAINT poison FOR (n:Need) REQUIRE n.collectionId IS UNIQUE');
    const { position } = await curation.publish([nodeDraft('need', 'certainty', 'Certainty', words)]);
    const later = await ledger.approve(web.url);
    await caughtUp();
    const listed = () => staff.expert.get(web.url, '/v1/set-aside-decisions');
    await vi.waitFor(
      async () =>
        expect(await listed()).toMatchObject({
          total: 1,
          items: [{ projection: 'neo4j', position, error: expect.stringContaining('already exists') }],
        }),
      patiently,
    );
    const metric = async () =>
      /^decisions_set_aside (\d+)$/m.exec(await (await fetch(`${web.url}/metrics`)).text())?.[1];
    await vi.waitFor(async () => expect(await metric()).toBe('1'), patiently);
    const need = await curation.itemId('need', 'certainty');
    for (const each of [web, other]) {
      for (const itemId of [need, later.itemId])
        expect(await explore(each, itemId)).toMatchObject({ answeredBy: 'memory', nodes: [{ id: itemId }] });
    }
    expect(await verification()).toMatchObject({
      ok: false,
      faults: [{ projection: 'neo4j', fault: 'missing', itemId: need, version: 1 }],
    });
    await graph.run('DROP CONSTRAINT poison');
    const replay = `/v1/set-aside-decisions/neo4j/${position}/replay`;
    expect(await staff.expert.post(other.url, replay)).toEqual({ takenIn: true });
    expect(await listed()).toMatchObject({ total: 0 });
    expect((await database.query('select from set_aside_decisions')).rowCount).toBe(0);
    await answersFromNeo4j(need);
    await expectWhole();
  });

  it('names whatever was planted in Neo4j, and a rebuild mends it while everybody reads on', async () => {
    const { staff, web } = installation;
    const projection = await graph.run<{ graph: string }>(
      `MATCH (p:Projection {name: 'graph'}) RETURN p.graph AS graph`,
    );
    const own = { graph: projection[0]?.graph ?? '' };
    const planted = (fault: string, itemId: string, version: number) => ({
      projection: 'neo4j',
      fault,
      itemId,
      version,
    });
    const version = 'MATCH (v:Version {graph: $graph, itemId: $id})';
    const edge = 'MATCH (:Item)-[r:USES_SCRIPT {graph: $graph, edgeId: $id}]->(:Item)';
    await graph.run(`${version} DETACH DELETE v`, { ...own, id: bundle(1).scriptId });
    await graph.run(`${edge} DELETE r`, { ...own, id: bundle(1).edgeId });
    await graph.run(`${version} SET v.validTo = 5`, { ...own, id: bundle(2).scriptId });
    await graph.run(`${edge} SET r.laterPositions = [1], r.laterDecidedAt = [1], r.laterActions = ['retract']`, {
      ...own,
      id: bundle(3).edgeId,
    });
    await graph.run(
      `CREATE (:Item:Script {graph: $graph, id: 'itm_invented', kind: 'script', collectionId: 'main'})`,
      own,
    );
    await graph.run(
      `MATCH (a:Item {graph: $graph, id: $from}), (b:Item {graph: $graph, id: $to})
       CREATE (a)-[:USES_SCRIPT {graph: $graph, edgeId: 'itm_invented_edge', version: 1}]->(b)`,
      { ...own, from: bundle(3).scenarioId, to: bundle(2).scriptId },
    );
    const found = (await verification()) as { ok: boolean; faults: { itemId: string; fault: string }[] };
    const inOrder = <T extends { itemId: string; fault: string }>(faults: readonly T[]) =>
      faults.toSorted((a, b) => (`${a.fault} ${a.itemId}` < `${b.fault} ${b.itemId}` ? -1 : 1));
    expect(found.ok).toBe(false);
    expect(inOrder(found.faults)).toEqual(
      inOrder([
        planted('missing', bundle(1).scriptId, 1),
        planted('missing', bundle(1).edgeId, 1),
        planted('stale', bundle(2).scriptId, 1),
        planted('stale', bundle(3).edgeId, 1),
        planted('extra', 'itm_invented', 0),
        planted('extra', 'itm_invented_edge', 1),
      ]),
    );

    let rebuilding = true;
    const engines = new Set<string>();
    const reading = [web, other].map(async (each) => {
      let reads = 0;
      for (; rebuilding; reads += 1) {
        const { answeredBy, nodes, edges } = await explore(each, bundle(4).scenarioId);
        engines.add(answeredBy);
        expect(nodes.map(({ id }) => id)).toEqual([bundle(4).scenarioId, bundle(4).scriptId]);
        expect(edges.map(({ id }) => id)).toEqual([bundle(4).edgeId]);
      }
      return reads;
    });
    const mended = staff.expert.post(web.url, '/v1/graph/rebuild').finally(() => {
      rebuilding = false;
    });
    expect(await mended).toMatchObject({ ok: true, faults: [] });
    for (const reads of await Promise.all(reading)) expect(reads).toBeGreaterThan(0);
    expect(engines).toContain('memory');
    await expectWhole();
    for (const { scenarioId, scriptId } of bundles) {
      await answersFromNeo4j(scenarioId);
      expect((await explore(other, scenarioId)).nodes.map(({ id }) => id)).toEqual([scenarioId, scriptId]);
    }
  });
});
