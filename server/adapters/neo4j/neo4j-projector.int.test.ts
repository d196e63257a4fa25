import { Neo4jError } from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { migrateCypher } from '../../../migrations/migrate-cypher.ts';
import { preferringGraphIndex } from '../../graph/preferring-graph-index.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphFault, GraphProjection } from '../../ports/graph-projection.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PublishedStateProjection } from '../../publishing/index.ts';
import { createPublishedState, headPosition, projectToHead } from '../../publishing/index.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { type Neo4jTestGraph, neo4jTestGraph } from '../../testing/neo4j-graph.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { inProcessWakeUps } from '../in-process/in-process-wake-ups.ts';
import { memoryGraphIndex } from '../memory/memory-graph-index.ts';
import { openNeo4j } from './neo4j-connection.ts';
import { neo4jGraphIndex } from './neo4j-graph-index.ts';
import type { Neo4jGraphProjection } from './neo4j-graph-projection.ts';
import { createNeo4jProjector } from './neo4j-projector.ts';

interface Said {
  readonly level: string;
  readonly message: string;
}

function listeningLog(said: Said[]): Logger {
  const at = (level: string) => (_fields: unknown, message: string) => void said.push({ level, message });
  const log: Logger = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => log,
  };
  return log;
}

// Some hundred round trips, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 120_000 });
const patiently = { timeout: 120_000 };

describeWith(['neo4j'], 'following the log into Neo4j', ({ neo4j }) => {
  const wakeUps = inProcessWakeUps();
  let database: Database;
  let curation: Curation;
  let target: Neo4jTestGraph;
  let state: PublishedStateProjection;
  let count = 0;
  const said: Said[] = [];
  const running: GraphProjection[] = [];
  const log = listeningLog(said);

  beforeAll(async () => {
    database = await testDatabase();
    curation = await createCuration(database, wakeUps);
    state = createPublishedState();
  });
  afterEach(async () => {
    for (const projector of running.splice(0)) await projector.stop();
    said.splice(0);
    await target.remove();
  });
  afterAll(() => database.close());

  const projectorOn = (one: Neo4jTestGraph, projection: Neo4jGraphProjection = one.projection) => {
    const migrate = () => migrateCypher(one.connection);
    const projector = createNeo4jProjector({
      database,
      ...one,
      projection,
      migrate,
      log,
      wakeUps,
      pollMs: 50,
      retryMs: 1,
    });
    running.push(projector);
    return projector;
  };
  const open = async () => {
    target = await neo4jTestGraph(neo4j);
    // Nothing is there yet: the projector makes what it needs.
    await target.connection.run('MATCH (p:Projection {graph: $graph}) DELETE p', { graph: target.graph });
    return projectorOn(target);
  };
  /** As `open`, and it holds what is decided so far. */
  const filled = async () => {
    const projector = await open();
    await projector.rebuild();
    return projector;
  };
  const bundle = async () => {
    count += 1;
    const [scenario, step, words] = [`scenario-${count}`, `step-${count}`, await curation.evidence()];
    const decision = await curation.publish([
      nodeDraft('scenario', scenario, `A scenario ${count}`, words),
      nodeDraft('step', step, `A step ${count}`, words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: scenario }, { kind: 'step', key: step }, words),
    ]);
    const scenarioId = await curation.itemId('scenario', scenario);
    const stepId = await curation.itemId('step', step);
    const edge = await database.query<{ id: string }>('select id from items where from_id = $1', [scenarioId]);
    return { ...decision, scenarioId, stepId, edgeId: edge.rows[0]?.id ?? '' };
  };
  const faultsOf = async (projector: GraphProjection) => {
    const faults: GraphFault[] = [];
    await projector.verify((fault) => faults.push(fault));
    return faults;
  };
  const around = async (itemId: string) => {
    await projectToHead(database, state, []);
    const graph = neo4jGraphIndex({ ...target, upTo: () => state.position });
    const query = { itemIds: [itemId], depth: 1, limit: 10, at: state.now() };
    const found = await graph.neighbourhood(query);
    expect(found).toEqual(await memoryGraphIndex(state).neighbourhood(query));
    return found.nodes.map((node) => node.itemId);
  };

  it('holds what is decided, as soon as it is decided, and is found whole', async () => {
    const projector = await open();
    const { scenarioId, stepId, edgeId } = await bundle();
    projector.start();
    await vi.waitUntil(async () => projector.isCurrent(await headPosition(database)), patiently);
    expect(await around(scenarioId)).toEqual([scenarioId, stepId]);
    const { position } = await curation.decide('suspend', edgeId, 1);
    await vi.waitUntil(() => projector.isCurrent(position), patiently);
    expect(await around(scenarioId)).toEqual([scenarioId]);
    expect(projector.lag()).toBe(0);
    expect(await faultsOf(projector)).toEqual([]);
  });

  it('never goes back or skips when two feed one server', async () => {
    const one = await open();
    const other = projectorOn(target);
    for (let n = 0; n < 4; n += 1) {
      const { edgeId } = await bundle();
      await curation.decide('suspend', edgeId, 1);
      await curation.decide('resume', edgeId, 1);
    }
    const places: number[] = [];
    const watched: Neo4jGraphProjection = {
      ...target.projection,
      async apply(decision, histories) {
        await target.projection.apply(decision, histories);
        places.push(await target.projection.position());
      },
    };
    await Promise.all([one.catchUp(), other.catchUp(), projectorOn(target, watched).catchUp()]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(await target.projection.position()).toBe(await headPosition(database));
    expect(await faultsOf(one)).toEqual([]);
  });

  it('refuses a feeder that would skip a decision, and leaves alone what came before', async () => {
    await filled();
    const at = await target.projection.position();
    await expect(target.projection.apply({ position: at + 2, logHash: '' }, [])).rejects.toThrow('not right before');
    await target.projection.apply({ position: at - 1, logHash: 'other' }, []);
    expect(await target.projection.standing()).toMatchObject({ position: at });
    expect((await target.projection.standing()).logHash).not.toBe('other');
  });

  it('waits while the server is away, says so once, and catches up when it is back', async () => {
    await filled();
    const nowhere = openNeo4j({ url: 'bolt://127.0.0.1:1' });
    let away = true;
    const projection: Neo4jGraphProjection = {
      ...target.projection,
      standing: async () => {
        if (away) await nowhere.run('RETURN 1');
        return target.projection.standing();
      },
    };
    const projector = projectorOn(target, projection);
    projector.start();
    await vi.waitUntil(() => said.some(({ level }) => level === 'warn'), patiently);
    const { position } = await bundle();
    expect(projector.isCurrent(position)).toBe(false);
    expect(said.filter(({ level }) => level === 'warn')).toHaveLength(1);
    away = false;
    await vi.waitUntil(() => projector.isCurrent(position), patiently);
    expect(said.map(({ message }) => message)).toContain('the graph server is back and holds the whole log');
    await nowhere.close();
  });

  it('sets a decision aside that the server refuses, goes on, lets memory answer, and takes it in when it is replayed', async () => {
    await filled();
    const { scenarioId, stepId, position } = await bundle();
    let tried = 0;
    const projection: Neo4jGraphProjection = {
      ...target.projection,
      async apply(decision, histories) {
        if (decision.position === position) {
          tried += 1;
          await target.connection.run('RETURN nonsense');
        }
        await target.projection.apply(decision, histories);
      },
    };
    const projector = projectorOn(target, projection);
    const later = await bundle();
    await projector.catchUp();
    expect(tried).toBe(5);
    expect(said.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await target.projection.standing()).toMatchObject({ position: later.position, setAside: [position] });
    const listed = await database.query('select projection, position::int, attempts from set_aside_decisions');
    expect(listed.rows).toEqual([{ projection: 'neo4j', position, attempts: 5 }]);
    expect(projector.isCurrent(later.position)).toBe(false);
    expect(await faultsOf(projector)).toContainEqual({ fault: 'missing', itemId: scenarioId, version: 1 });

    await projectToHead(database, state, []);
    const graph = preferringGraphIndex(
      neo4jGraphIndex({ ...target, upTo: () => state.position }),
      memoryGraphIndex(state),
      { position: () => state.position, isCurrent: () => true, timeoutMs: 10_000, log },
    );
    const ask = () =>
      graph.ask((one) => one.neighbourhood({ itemIds: [scenarioId], depth: 1, limit: 10, at: state.now() }));
    const before = await ask();
    expect(before.answeredBy).toBe('memory');
    await projector.replay(position);
    expect(projector.isCurrent(later.position)).toBe(true);
    expect((await database.query('select 1 from set_aside_decisions')).rows).toEqual([]);
    expect(await ask()).toEqual({ ...before, answeredBy: 'neo4j' });
    expect(await around(scenarioId)).toEqual([scenarioId, stepId]);
    await expect(projector.replay(position)).rejects.toThrow(`set aside by the graph server ${position}`);
  });

  it('names what is missing, extra and stale, and mends it while reads go on', async () => {
    const projector = await filled();
    const [a, b, c, d] = [await bundle(), await bundle(), await bundle(), await bundle()];
    await curation.decide('suspend', d.edgeId, 1);
    await projector.catchUp();
    const { graph } = target;
    const plant = (cypher: string, more: Record<string, string> = {}) =>
      target.connection.run(cypher, { graph, ...more });
    await plant('MATCH (i:Item {graph: $graph, id: $id})-[:HAS_VERSION]->(v) DETACH DELETE i, v', { id: a.scenarioId });
    await plant('MATCH ()-[r:HAS_STEP]->() WHERE r.graph = $graph AND r.edgeId = $id DELETE r', { id: b.edgeId });
    await plant(
      "CREATE (i:Item:Step {graph: $graph, id: 'itm_invented', kind: 'step'})-[:HAS_VERSION]->(:Version {graph: $graph, itemId: 'itm_invented', version: 1, position: 1, decidedAt: 0})",
    );
    await plant(
      "MATCH (x:Item {graph: $graph, id: $from}), (y:Item {graph: $graph, id: $to}) CREATE (x)-[:MENTIONS {graph: $graph, edgeId: 'itm_planted', version: 1, position: 1, decidedAt: 0}]->(y)",
      { from: b.scenarioId, to: c.stepId },
    );
    await plant('MATCH (v:Version {graph: $graph, itemId: $id}) SET v.validTo = 1', { id: c.scenarioId });
    await plant('MATCH (i:Item {graph: $graph, id: $id}) SET i:Need REMOVE i:Step', { id: c.stepId });
    await plant('MATCH ()-[r:HAS_STEP]->() WHERE r.graph = $graph AND r.edgeId = $id SET r.laterActions = ["resume"]', {
      id: d.edgeId,
    });
    const faults = await faultsOf(projector);
    expect(new Set(faults.map((f) => JSON.stringify(f)))).toEqual(
      new Set(
        [
          { fault: 'missing', itemId: a.scenarioId, version: 1 },
          { fault: 'missing', itemId: a.edgeId, version: 1 },
          { fault: 'missing', itemId: b.edgeId, version: 1 },
          { fault: 'stale', itemId: c.scenarioId, version: 1 },
          { fault: 'stale', itemId: c.stepId, version: 0 },
          { fault: 'stale', itemId: d.edgeId, version: 1 },
          { fault: 'extra', itemId: 'itm_invented', version: 0 },
          { fault: 'extra', itemId: 'itm_invented', version: 1 },
          { fault: 'extra', itemId: 'itm_planted', version: 1 },
        ].map((f) => JSON.stringify(f)),
      ),
    );

    await projectToHead(database, state, []);
    const memory = memoryGraphIndex(state);
    const reads = preferringGraphIndex(neo4jGraphIndex({ ...target, upTo: () => state.position }), memory, {
      position: () => state.position,
      isCurrent: () => true,
      timeoutMs: 10_000,
      log,
    });
    let mending = true;
    const rebuilt = projector.rebuild().finally(() => {
      mending = false;
    });
    await vi.waitUntil(async () => (await target.projection.standing()).mending || !mending, patiently);
    const query = { itemIds: [a.scenarioId, b.scenarioId, d.scenarioId], depth: 3, limit: 100, at: state.now() };
    const right = await memory.neighbourhood(query);
    const answeredBy = new Set<string>();
    let reading = 0;
    while (mending || reading === 0) {
      const { answer, answeredBy: engine } = await reads.ask((one) => one.neighbourhood(query));
      expect(answer).toEqual(right);
      answeredBy.add(engine);
      reading += 1;
    }
    await rebuilt;
    expect(answeredBy).toContain('memory');
    expect(await faultsOf(projector)).toEqual([]);
    expect((await reads.ask((one) => one.neighbourhood(query))).answeredBy).toBe('neo4j');
  });

  it('follows what is decided while it is being mended', async () => {
    const projector = await filled();
    const other = projectorOn(target);
    const [, last] = await Promise.all([projector.rebuild(), bundle()]);
    await other.catchUp();
    expect(await target.projection.standing()).toMatchObject({ position: last.position, mending: false });
    expect(await faultsOf(other)).toEqual([]);
  });

  it('is whole after two processes mended it at once, whatever was decided meanwhile', async () => {
    const one = await filled();
    const other = projectorOn(target);
    const { scenarioId, edgeId } = await bundle();
    await curation.decide('suspend', edgeId, 1);
    await target.connection.run('MATCH (i:Item {graph: $graph, id: $id}) DETACH DELETE i', {
      graph: target.graph,
      id: scenarioId,
    });
    const [, , last] = await Promise.all([one.rebuild(), other.rebuild(), bundle()]);
    await one.catchUp();
    expect(await target.projection.standing()).toMatchObject({ position: last.position, mending: false });
    expect(await faultsOf(one)).toEqual([]);
  });

  it('lets one mend at a time, and takes no decision in meanwhile', async () => {
    await filled();
    const { position, logHash } = await target.projection.standing();
    const mending = await target.projection.startMending({ position, logHash });
    expect(await target.projection.startMending({ position: position + 1, logHash: 'other' })).toBeNull();
    await expect(target.projection.apply({ position: position + 1, logHash: 'other' }, [])).rejects.toThrow(
      'being mended',
    );
    expect(await target.projection.upsert([], position)).toBe(false);
    await mending?.finish();
    expect(await target.projection.standing()).toMatchObject({ position, logHash, mending: false });
  });

  it('stops a mending that another took over after it broke off, and keeps the position of the one that finished', async () => {
    const projector = await filled();
    const { position, logHash } = await target.projection.standing();
    const heldUp = await target.projection.startMending({ position: position + 5, logHash: 'of the one held up' });
    await target.connection.run('MATCH (p:Projection {graph: $graph}) SET p.mendedAt = 0', { graph: target.graph });
    expect(await target.projection.standing()).toMatchObject({ position, mending: true, mendBrokenOff: true });
    const next = await target.projection.startMending({ position, logHash });
    for (const late of [() => heldUp?.upsert([]), () => heldUp?.exclusively(async () => {}), () => heldUp?.finish()])
      await expect(late()).rejects.toThrow('took the place');
    expect(await target.projection.standing()).toMatchObject({ position, mending: true });
    await next?.finish();
    await expect(heldUp?.finish()).rejects.toThrow('took the place');
    await bundle();
    await projector.catchUp();
    await next?.finish();
    expect((await target.projection.standing()).position).toBe(await headPosition(database));
    expect(await faultsOf(projector)).toEqual([]);
  });

  it('counts removing as mending, however long it takes', async () => {
    await filled();
    const { position, logHash } = await target.projection.standing();
    const mending = await target.projection.startMending({ position, logHash });
    await target.connection.run('MATCH (p:Projection {graph: $graph}) SET p.mendedAt = 0', { graph: target.graph });
    await mending?.exclusively(async () => {});
    expect((await target.projection.standing()).mendBrokenOff).toBe(false);
    await mending?.finish();
  });

  it('mends by itself a graph that was left half mended', async () => {
    const projector = await filled();
    const { position } = await bundle();
    await target.projection.startMending({ position: position + 3, logHash: 'never finished' });
    await target.connection.run('MATCH (p:Projection {graph: $graph}) SET p.mendedAt = 0', { graph: target.graph });
    await projector.catchUp();
    expect(await target.projection.standing()).toMatchObject({ position, mending: false });
    expect(await faultsOf(projector)).toEqual([]);
  });

  it('calls for a person, once, when the server refuses the password, and goes on when it takes it', async () => {
    await filled();
    let refusing = true;
    let asked = 0;
    const projection: Neo4jGraphProjection = {
      ...target.projection,
      standing: async () => {
        asked += 1;
        if (refusing)
          throw new Neo4jError('The client is unauthorized', 'Neo.ClientError.Security.Unauthorized', '', '');
        return target.projection.standing();
      },
    };
    const projector = projectorOn(target, projection);
    projector.start();
    await vi.waitUntil(() => said.some(({ level }) => level === 'error'), patiently);
    expect(said.map(({ level }) => level)).toEqual(['error']);
    expect(said[0]?.message).toContain('NEO4J_PASSWORD');
    expect(asked).toBe(1);
    refusing = false;
    await projector.catchUp();
    expect(projector.position).toBe(await headPosition(database));
  });

  it('mends by itself a graph that is of another history, as after a restored backup', async () => {
    const projector = await filled();
    const head = await headPosition(database);
    await (await target.projection.startMending({ position: head + 7, logHash: 'of another log' }))?.finish();
    await target.connection.run("CREATE (:Item:Need {graph: $graph, id: 'itm_other', kind: 'need'})", {
      graph: target.graph,
    });
    await projector.catchUp();
    expect(await target.projection.standing()).toMatchObject({ position: head, mending: false });
    expect(await faultsOf(projector)).toEqual([]);
  });
});
