// Items and their versions are nodes, every version of a relation is a relationship; `graph` keeps installations apart.
CREATE CONSTRAINT item_id IF NOT EXISTS FOR (i:Item) REQUIRE (i.graph, i.id) IS UNIQUE;
CREATE CONSTRAINT version_of_item IF NOT EXISTS FOR (v:Version) REQUIRE (v.graph, v.itemId, v.version) IS UNIQUE;
CREATE CONSTRAINT projection_name IF NOT EXISTS FOR (p:Projection) REQUIRE (p.graph, p.name) IS UNIQUE;

CREATE CONSTRAINT version_of_has_step IF NOT EXISTS FOR ()-[r:HAS_STEP]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_next_step IF NOT EXISTS FOR ()-[r:NEXT_STEP]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_uses_script IF NOT EXISTS FOR ()-[r:USES_SCRIPT]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_applies_to IF NOT EXISTS FOR ()-[r:APPLIES_TO]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_about_product IF NOT EXISTS FOR ()-[r:ABOUT_PRODUCT]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_governed_by IF NOT EXISTS FOR ()-[r:GOVERNED_BY]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_part_of IF NOT EXISTS FOR ()-[r:PART_OF]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_supersedes IF NOT EXISTS FOR ()-[r:SUPERSEDES]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_conflicts_with IF NOT EXISTS FOR ()-[r:CONFLICTS_WITH]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_instance_of IF NOT EXISTS FOR ()-[r:INSTANCE_OF]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_derived_from IF NOT EXISTS FOR ()-[r:DERIVED_FROM]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_addresses_need IF NOT EXISTS FOR ()-[r:ADDRESSES_NEED]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_of_type IF NOT EXISTS FOR ()-[r:OF_TYPE]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_escalates_to IF NOT EXISTS FOR ()-[r:ESCALATES_TO]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_broader IF NOT EXISTS FOR ()-[r:BROADER]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
CREATE CONSTRAINT version_of_mentions IF NOT EXISTS FOR ()-[r:MENTIONS]-() REQUIRE (r.graph, r.edgeId, r.version) IS UNIQUE;
