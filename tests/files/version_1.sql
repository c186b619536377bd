BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'rapport','m001_events_and_counts','2026-11-22 03:15:57.723433+00:00');
CREATE TABLE awaiting (
    reply_to INTEGER NOT NULL, message INTEGER NOT NULL REFERENCES message,
    PRIMARY KEY (reply_to, message)) WITHOUT ROWID;
CREATE TABLE channel (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel_id INTEGER NOT NULL UNIQUE,
    guild INTEGER NOT NULL REFERENCES guild, parent_id INTEGER, name TEXT NOT NULL, kind TEXT NOT NULL,
    readable INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, heard_from_id INTEGER NOT NULL DEFAULT 0);
INSERT INTO "channel" VALUES(1,10,1,NULL,'','text',1,0,0);
INSERT INTO "channel" VALUES(2,11,1,NULL,'','text',1,0,0);
INSERT INTO "channel" VALUES(3,12,1,NULL,'','text',1,0,0);
INSERT INTO "channel" VALUES(4,20,2,NULL,'','text',1,0,0);
INSERT INTO "channel" VALUES(5,21,2,NULL,'','text',1,0,0);
CREATE TABLE control (frozen INTEGER NOT NULL);
INSERT INTO "control" VALUES(0);
CREATE TABLE delivery (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, period TEXT NOT NULL,
    state TEXT NOT NULL, at_ms INTEGER NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (guild, user_id, period)) WITHOUT ROWID;
CREATE TABLE emoji (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO "emoji" VALUES(1,'👍');
INSERT INTO "emoji" VALUES(2,'🎉');
CREATE TABLE erasure (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE excluded_channel (
    guild INTEGER NOT NULL REFERENCES guild, channel_id INTEGER NOT NULL,
    PRIMARY KEY (guild, channel_id)) WITHOUT ROWID;
CREATE TABLE excluded_user (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE guild (
    id INTEGER PRIMARY KEY AUTOINCREMENT, guild_id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
    imported INTEGER NOT NULL, left_ms INTEGER,
    horizon_ms INTEGER NOT NULL DEFAULT 0, latest_ms INTEGER);
INSERT INTO "guild" VALUES(1,900,'Quay',0,NULL,1772841600000,1773354366611);
INSERT INTO "guild" VALUES(2,901,'Harbour',1,NULL,0,1773350010700);
CREATE TABLE member (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    name TEXT NOT NULL, named_ms INTEGER, first_seen_ms INTEGER, first_wrote_ms INTEGER,
    joined_ms INTEGER, left_ms INTEGER, inviter INTEGER REFERENCES person,
    PRIMARY KEY (guild, person)) WITHOUT ROWID;
INSERT INTO "member" VALUES(1,1,'Alice',1772413200000,1772413200000,1772484244952,NULL,NULL,NULL);
INSERT INTO "member" VALUES(1,2,'Bob',1772413200000,1772413200000,1772496984469,NULL,NULL,NULL);
INSERT INTO "member" VALUES(1,3,'Cara',1772413200000,1772413200000,1772473607174,NULL,NULL,NULL);
INSERT INTO "member" VALUES(1,4,'Dan',1772413200000,1772413200000,1772491284251,NULL,NULL,NULL);
INSERT INTO "member" VALUES(2,1,'Alice',1772413200000,1772413200000,1772475861612,NULL,NULL,NULL);
INSERT INTO "member" VALUES(2,2,'Bob',1772413200000,1772413200000,1772575549493,NULL,NULL,NULL);
INSERT INTO "member" VALUES(2,3,'Cara',1772413200000,1772413200000,1772438740226,NULL,NULL,NULL);
INSERT INTO "member" VALUES(2,4,'Dan',1772413200000,1772413200000,1772747299723,NULL,NULL,NULL);
CREATE TABLE member_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person,
    messages INTEGER NOT NULL DEFAULT 0, replies INTEGER NOT NULL DEFAULT 0, characters INTEGER NOT NULL DEFAULT 0,
    questions INTEGER NOT NULL DEFAULT 0, thanks INTEGER NOT NULL DEFAULT 0, links INTEGER NOT NULL DEFAULT 0,
    reactions INTEGER NOT NULL DEFAULT 0, unnamed INTEGER NOT NULL DEFAULT 0,
    sentiment_sum INTEGER NOT NULL DEFAULT 0, sentiment_count INTEGER NOT NULL DEFAULT 0,
    voice_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, person)) WITHOUT ROWID;
INSERT INTO "member_day" VALUES(1,20514,1,1,1,31,0,0,0,1,0,100,1,7200000);
INSERT INTO "member_day" VALUES(1,20514,2,0,0,0,0,0,0,1,0,0,0,7200000);
INSERT INTO "member_day" VALUES(1,20514,3,1,1,28,1,1,0,0,2,-50,1,0);
INSERT INTO "member_day" VALUES(1,20514,4,1,0,4,1,0,0,0,0,-50,1,0);
INSERT INTO "member_day" VALUES(1,20515,1,0,0,0,0,0,0,1,0,0,0,12600000);
INSERT INTO "member_day" VALUES(1,20515,2,2,2,58,1,1,1,0,0,25,1,12600000);
INSERT INTO "member_day" VALUES(1,20515,3,1,1,46,0,1,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(1,20515,4,5,2,197,3,3,3,0,3,0,3,0);
INSERT INTO "member_day" VALUES(1,20516,1,1,1,30,0,0,0,0,2,-50,1,0);
INSERT INTO "member_day" VALUES(1,20517,3,2,2,52,0,0,1,0,0,-25,2,0);
INSERT INTO "member_day" VALUES(1,20518,2,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(1,20518,3,1,1,47,1,0,1,0,0,0,0,0);
INSERT INTO "member_day" VALUES(1,20519,3,1,1,48,0,0,0,0,0,25,1,0);
INSERT INTO "member_day" VALUES(1,20519,4,1,1,44,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(1,20520,2,1,1,7,0,0,0,0,0,0,0,0);
INSERT INTO "member_day" VALUES(1,20520,3,1,0,21,0,0,1,1,0,25,1,0);
INSERT INTO "member_day" VALUES(1,20521,1,1,1,14,0,1,0,0,0,-50,1,0);
INSERT INTO "member_day" VALUES(1,20521,2,1,1,3,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(1,20521,3,2,2,53,1,0,0,0,0,50,2,0);
INSERT INTO "member_day" VALUES(1,20521,4,1,0,36,1,0,1,0,0,100,1,0);
INSERT INTO "member_day" VALUES(1,20522,1,2,2,61,1,0,0,0,0,-25,2,0);
INSERT INTO "member_day" VALUES(1,20523,2,1,1,51,0,1,0,0,0,-50,1,0);
INSERT INTO "member_day" VALUES(1,20523,4,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(1,20524,2,1,1,51,1,0,0,1,0,100,1,0);
INSERT INTO "member_day" VALUES(1,20524,4,1,0,41,0,1,0,0,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20514,1,1,1,40,0,0,0,1,0,-50,1,7200000);
INSERT INTO "member_day" VALUES(2,20514,2,0,0,0,0,0,0,0,0,0,0,7200000);
INSERT INTO "member_day" VALUES(2,20514,3,1,1,16,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20515,1,1,1,40,1,0,0,0,0,25,1,12600000);
INSERT INTO "member_day" VALUES(2,20515,2,1,1,42,1,0,1,1,0,100,1,12600000);
INSERT INTO "member_day" VALUES(2,20516,1,1,0,39,0,0,0,0,0,-50,1,0);
INSERT INTO "member_day" VALUES(2,20516,2,1,1,18,0,0,0,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20516,3,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20516,4,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20517,1,1,0,25,1,0,1,0,3,25,1,0);
INSERT INTO "member_day" VALUES(2,20517,2,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20517,4,2,0,23,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20518,4,1,1,12,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20519,1,2,1,21,1,0,1,0,1,25,1,0);
INSERT INTO "member_day" VALUES(2,20519,2,1,0,17,0,0,0,0,0,100,1,0);
INSERT INTO "member_day" VALUES(2,20519,3,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20520,1,1,1,3,1,0,1,1,0,100,1,0);
INSERT INTO "member_day" VALUES(2,20520,2,1,1,42,0,1,0,0,0,100,1,0);
INSERT INTO "member_day" VALUES(2,20520,3,2,0,52,0,0,1,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20521,1,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20521,2,1,0,42,0,0,0,0,0,100,1,0);
INSERT INTO "member_day" VALUES(2,20521,3,1,0,30,1,0,1,0,0,100,1,0);
INSERT INTO "member_day" VALUES(2,20522,1,1,1,17,1,0,0,0,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20523,1,2,2,55,1,2,0,0,0,-25,2,0);
INSERT INTO "member_day" VALUES(2,20523,2,1,1,25,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20523,3,1,1,1,1,0,1,0,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20523,4,1,1,46,0,0,0,1,0,-50,1,0);
INSERT INTO "member_day" VALUES(2,20524,1,1,1,1,0,0,0,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20524,2,0,0,0,0,0,0,1,0,0,0,0);
INSERT INTO "member_day" VALUES(2,20524,3,1,1,13,1,0,0,0,0,25,1,0);
INSERT INTO "member_day" VALUES(2,20524,4,2,1,66,2,0,2,0,0,100,1,0);
CREATE TABLE membership (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    at_ms INTEGER NOT NULL, joined INTEGER NOT NULL, inviter INTEGER REFERENCES person,
    PRIMARY KEY (guild, person, at_ms, joined)) WITHOUT ROWID;
CREATE TABLE mention (
    message INTEGER NOT NULL REFERENCES message, person INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (message, person)) WITHOUT ROWID;
INSERT INTO "mention" VALUES(1478095637261058949,4);
INSERT INTO "mention" VALUES(1479246252955665285,2);
INSERT INTO "mention" VALUES(1479649217801618309,3);
INSERT INTO "mention" VALUES(1479989950320477061,2);
INSERT INTO "mention" VALUES(1480477986607072133,2);
INSERT INTO "mention" VALUES(1480584530476663684,2);
INSERT INTO "mention" VALUES(1480641609858024324,4);
INSERT INTO "mention" VALUES(1481431859870040965,2);
INSERT INTO "mention" VALUES(1481441508560208773,4);
INSERT INTO "mention" VALUES(1481641458355143556,1);
INSERT INTO "mention" VALUES(1481667121032201093,4);
INSERT INTO "mention" VALUES(1481744520272937861,3);
CREATE TABLE message (
    id INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild, channel INTEGER NOT NULL REFERENCES channel,
    author INTEGER NOT NULL REFERENCES person, target INTEGER REFERENCES person, reply_to INTEGER,
    length INTEGER NOT NULL, sentiment INTEGER, question INTEGER NOT NULL, thanks INTEGER NOT NULL,
    links INTEGER NOT NULL, attachments INTEGER NOT NULL, edited_ms INTEGER);
INSERT INTO "message" VALUES(1477939938883273605,2,5,3,1,1481085566597464965,16,25,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1478095637261058949,2,4,1,3,1480221438261592965,40,-50,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1478513758539088773,2,4,2,1,1479183827891913605,42,100,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1478539812024615813,2,5,1,2,1479169665291780997,40,25,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1478760997542953861,2,5,2,4,1481105816307106693,18,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1478875288044569477,2,5,1,NULL,NULL,39,-50,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1479183827891913605,2,4,1,NULL,NULL,25,25,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1479234131215778693,2,5,4,NULL,NULL,7,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1479246252955665285,2,4,4,NULL,NULL,16,NULL,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1479601986272756613,2,5,4,3,1477939938883273605,12,25,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1479649217801618309,2,4,2,NULL,NULL,17,100,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1479745489149625220,1,1,4,2,1481448792724079492,44,25,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1479829726699717509,2,4,1,4,1481744520272937861,5,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1479858416619881348,1,1,3,4,1481641458355143556,48,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1479989950320477061,2,5,1,1,1479183827891913605,16,NULL,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1480082583168484229,2,4,1,4,1481105816307106693,3,100,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1480135619748299653,2,4,3,3,1481667121032201093,47,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1480152006956942213,2,4,2,1,1479829726699717509,42,100,0,1,0,0,NULL);
INSERT INTO "message" VALUES(1480177447512048516,1,2,3,3,1479858416619881348,21,25,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1480221438261592965,2,4,3,NULL,NULL,5,NULL,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1480263859766821764,1,2,2,3,1478086181462737796,7,NULL,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1480394329439601540,1,1,4,NULL,NULL,36,100,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1480441956172563333,2,5,2,2,1479169665291780997,42,100,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1480477986607072133,2,5,3,3,1481431859870040965,30,100,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1480568509233628036,1,1,3,4,1478160324497507204,48,25,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1480584530476663684,1,2,1,4,1481641458355143556,14,-50,0,1,0,0,NULL);
INSERT INTO "message" VALUES(1480604094027531140,1,1,3,4,1478438053608424324,5,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1480641609858024324,1,1,2,3,1479858416619881348,3,25,0,0,1,0,NULL);
INSERT INTO "message" VALUES(1480875262181639045,2,4,1,4,1481744520272937861,17,NULL,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1480880905114354564,1,1,1,4,1478475903141938052,27,-50,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1480940164640408452,1,3,1,3,1479858416619881348,34,25,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1481079809130890116,1,3,2,3,1480604094027531140,51,-50,0,1,0,0,NULL);
INSERT INTO "message" VALUES(1481085566597464965,2,5,1,4,1481744520272937861,25,-50,1,1,0,0,NULL);
INSERT INTO "message" VALUES(1481105816307106693,2,5,4,1,1479183827891913605,46,-50,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1481233527314842501,2,4,1,4,1481744520272937861,30,25,0,1,0,0,NULL);
INSERT INTO "message" VALUES(1481431859870040965,2,5,3,4,1481744520272937861,1,NULL,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1481441508560208773,2,5,2,1,1478539812024615813,25,NULL,0,0,0,0,NULL);
INSERT INTO "message" VALUES(1481448792724079492,1,3,2,3,1480604094027531140,51,100,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1481452813258064773,2,4,4,2,1480152006956942213,10,100,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1481641458355143556,1,2,4,NULL,NULL,41,NULL,0,1,0,0,NULL);
INSERT INTO "message" VALUES(1481667121032201093,2,5,3,1,1481085566597464965,13,25,1,0,0,0,NULL);
INSERT INTO "message" VALUES(1481744520272937861,2,4,4,NULL,NULL,56,NULL,1,0,1,0,NULL);
INSERT INTO "message" VALUES(1481762084277453701,2,5,1,4,1481105816307106693,1,25,0,0,0,0,NULL);
CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL UNIQUE);
INSERT INTO "person" VALUES(1,101);
INSERT INTO "person" VALUES(2,102);
INSERT INTO "person" VALUES(3,103);
INSERT INTO "person" VALUES(4,104);
CREATE TABLE reaction (
    message INTEGER NOT NULL, person INTEGER NOT NULL REFERENCES person, emoji INTEGER NOT NULL REFERENCES emoji,
    guild INTEGER NOT NULL REFERENCES guild, channel INTEGER NOT NULL REFERENCES channel,
    target INTEGER REFERENCES person, at_ms INTEGER,
    PRIMARY KEY (message, person, emoji)) WITHOUT ROWID;
INSERT INTO "reaction" VALUES(1477939938883273605,1,2,2,5,3,NULL);
INSERT INTO "reaction" VALUES(1478539812024615813,2,2,2,5,1,NULL);
INSERT INTO "reaction" VALUES(1479183827891913605,3,2,2,4,1,1772601715607);
INSERT INTO "reaction" VALUES(1479858416619881348,4,1,1,1,3,1773242659322);
INSERT INTO "reaction" VALUES(1480082583168484229,3,1,2,4,1,1772912576102);
INSERT INTO "reaction" VALUES(1480177447512048516,3,1,1,2,3,1772839509441);
INSERT INTO "reaction" VALUES(1480221438261592965,1,2,2,4,3,NULL);
INSERT INTO "reaction" VALUES(1480263859766821764,3,1,1,2,2,NULL);
INSERT INTO "reaction" VALUES(1480394329439601540,4,2,1,1,4,1772748526699);
INSERT INTO "reaction" VALUES(1480441956172563333,1,1,2,5,2,NULL);
INSERT INTO "reaction" VALUES(1480477986607072133,4,2,2,5,3,1773216188966);
INSERT INTO "reaction" VALUES(1480641609858024324,3,1,1,1,2,1772539932568);
INSERT INTO "reaction" VALUES(1481105816307106693,2,1,2,5,4,NULL);
INSERT INTO "reaction" VALUES(1481233527314842501,2,2,2,4,1,1772713051069);
INSERT INTO "reaction" VALUES(1481431859870040965,4,2,2,5,3,1772645741405);
INSERT INTO "reaction" VALUES(1481452813258064773,4,2,2,4,4,NULL);
INSERT INTO "reaction" VALUES(1481641458355143556,2,1,1,2,4,1773354366611);
INSERT INTO "reaction" VALUES(1481667121032201093,2,2,2,5,3,NULL);
CREATE TABLE refusal (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE settings (
    guild INTEGER PRIMARY KEY REFERENCES guild, timezone TEXT NOT NULL,
    moderator_role_id INTEGER, notice_channel_id INTEGER);
CREATE TABLE stretch (
    guild INTEGER NOT NULL REFERENCES guild, channel_id INTEGER NOT NULL,
    first_id INTEGER NOT NULL, last_id INTEGER NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (guild, channel_id, first_id)) WITHOUT ROWID;
CREATE TABLE subscription (
    guild INTEGER NOT NULL REFERENCES guild, user_id INTEGER NOT NULL, weekday INTEGER NOT NULL,
    hour INTEGER NOT NULL, timezone TEXT NOT NULL, subscribed_ms INTEGER NOT NULL,
    PRIMARY KEY (guild, user_id)) WITHOUT ROWID;
CREATE TABLE tally (
    message INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild,
    total INTEGER NOT NULL, unnamed INTEGER NOT NULL);
INSERT INTO "tally" VALUES(1478539812024615813,2,1,0);
INSERT INTO "tally" VALUES(1479183827891913605,2,4,3);
INSERT INTO "tally" VALUES(1479989950320477061,2,1,1);
INSERT INTO "tally" VALUES(1481641458355143556,1,1,0);
CREATE TABLE tie_day (
    guild INTEGER NOT NULL REFERENCES guild, day INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES person, target INTEGER NOT NULL REFERENCES person,
    replies INTEGER NOT NULL DEFAULT 0, mentions INTEGER NOT NULL DEFAULT 0, reactions INTEGER NOT NULL DEFAULT 0,
    warmth_sum INTEGER NOT NULL DEFAULT 0, warmth_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (guild, day, source, target)) WITHOUT ROWID;
INSERT INTO "tie_day" VALUES(1,20514,1,4,1,0,1,100,1);
INSERT INTO "tie_day" VALUES(1,20514,2,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20514,3,4,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20515,1,4,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20515,2,1,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(1,20515,2,4,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20515,3,2,1,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20515,3,4,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(1,20515,4,3,2,0,0,-25,2);
INSERT INTO "tie_day" VALUES(1,20516,1,4,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20517,3,2,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20517,3,4,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20518,2,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20518,3,1,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(1,20518,3,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(1,20519,3,4,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20519,4,2,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20520,2,3,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(1,20520,3,2,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20521,1,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(1,20521,1,4,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20521,2,3,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20521,2,4,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(1,20521,3,4,2,0,0,50,2);
INSERT INTO "tie_day" VALUES(1,20522,1,3,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(1,20522,1,4,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20523,2,3,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(1,20523,4,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20524,2,3,1,0,0,100,1);
INSERT INTO "tie_day" VALUES(1,20524,2,4,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(1,20524,4,1,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20514,1,3,1,0,1,-50,1);
INSERT INTO "tie_day" VALUES(2,20514,1,4,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20514,3,1,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20515,1,2,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20515,2,1,1,0,1,100,1);
INSERT INTO "tie_day" VALUES(2,20516,2,4,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20516,3,1,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20516,4,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20517,2,1,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20517,4,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20518,4,3,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20519,1,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20519,1,4,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20519,2,3,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20519,3,1,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20520,1,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20520,1,4,1,0,0,100,1);
INSERT INTO "tie_day" VALUES(2,20520,2,1,1,0,0,100,1);
INSERT INTO "tie_day" VALUES(2,20521,1,2,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20521,3,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20522,1,4,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(2,20523,1,4,2,0,0,-25,2);
INSERT INTO "tie_day" VALUES(2,20523,2,1,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(2,20523,2,4,0,1,1,0,0);
INSERT INTO "tie_day" VALUES(2,20523,3,2,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20523,3,4,1,0,0,0,0);
INSERT INTO "tie_day" VALUES(2,20523,4,1,1,0,0,-50,1);
INSERT INTO "tie_day" VALUES(2,20523,4,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20524,1,4,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20524,2,3,0,0,1,0,0);
INSERT INTO "tie_day" VALUES(2,20524,3,1,1,0,0,25,1);
INSERT INTO "tie_day" VALUES(2,20524,3,4,0,1,0,0,0);
INSERT INTO "tie_day" VALUES(2,20524,4,2,1,0,0,100,1);
INSERT INTO "tie_day" VALUES(2,20524,4,3,0,1,0,0,0);
CREATE TABLE tombstone (message INTEGER PRIMARY KEY, guild INTEGER NOT NULL REFERENCES guild);
INSERT INTO "tombstone" VALUES(1479169665291780997,2);
CREATE TABLE voice (
    guild INTEGER NOT NULL REFERENCES guild, person INTEGER NOT NULL REFERENCES person,
    stay_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES channel,
    PRIMARY KEY (guild, person, stay_ms, start_ms)) WITHOUT ROWID;
INSERT INTO "voice" VALUES(2,1,1772488800000,1772488800000,1772496000000,4);
INSERT INTO "voice" VALUES(2,1,1772488800000,1772496000000,1772508600000,4);
INSERT INTO "voice" VALUES(2,2,1772488800000,1772488800000,1772496000000,4);
INSERT INTO "voice" VALUES(2,2,1772488800000,1772496000000,1772508600000,4);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX reaction_at ON reaction (at_ms) WHERE at_ms IS NOT NULL;
CREATE TRIGGER message_added AFTER INSERT ON message BEGIN INSERT INTO member_day (guild, day, person, messages, replies, characters, questions, thanks, links, sentiment_sum, sentiment_count) SELECT NEW.guild, (((NEW.id >> 22) + 1420070400000) / 86400000), NEW.author, 1, (NEW.target IS NOT NULL AND NEW.target <> NEW.author), NEW.length, NEW.question, NEW.thanks, NEW.links, coalesce(NEW.sentiment, 0), (NEW.sentiment IS NOT NULL) WHERE true ON CONFLICT (guild, day, person) DO UPDATE SET messages = messages + excluded.messages, replies = replies + excluded.replies, characters = characters + excluded.characters, questions = questions + excluded.questions, thanks = thanks + excluded.thanks, links = links + excluded.links, sentiment_sum = sentiment_sum + excluded.sentiment_sum, sentiment_count = sentiment_count + excluded.sentiment_count; UPDATE member SET first_wrote_ms = ((NEW.id >> 22) + 1420070400000) WHERE guild = NEW.guild AND person = NEW.author AND (first_wrote_ms IS NULL OR first_wrote_ms > ((NEW.id >> 22) + 1420070400000)); END;
CREATE TRIGGER message_replied AFTER INSERT ON message WHEN NEW.target IS NOT NULL BEGIN INSERT INTO tie_day (guild, day, source, target, replies, warmth_sum, warmth_count) SELECT NEW.guild, (((NEW.id >> 22) + 1420070400000) / 86400000), NEW.author, NEW.target, 1, coalesce(NEW.sentiment, 0), (NEW.sentiment IS NOT NULL) WHERE NEW.target IS NOT NULL AND NEW.target <> NEW.author ON CONFLICT (guild, day, source, target) DO UPDATE SET replies = replies + excluded.replies, warmth_sum = warmth_sum + excluded.warmth_sum, warmth_count = warmth_count + excluded.warmth_count; END;
CREATE TRIGGER message_awaited AFTER INSERT ON message WHEN EXISTS (SELECT 1 FROM reaction WHERE message = NEW.id AND target IS NULL) BEGIN UPDATE reaction SET target = NEW.author WHERE message = NEW.id AND target IS NULL; END;
CREATE TRIGGER message_tallied AFTER INSERT ON message WHEN EXISTS (SELECT 1 FROM tally WHERE message = NEW.id AND unnamed > 0) BEGIN INSERT INTO member_day (guild, day, person, unnamed) SELECT NEW.guild, (((NEW.id >> 22) + 1420070400000) / 86400000), NEW.author, unnamed FROM tally WHERE message = NEW.id ON CONFLICT (guild, day, person) DO UPDATE SET unnamed = unnamed + excluded.unnamed; END;
CREATE TRIGGER message_changed AFTER UPDATE OF target, length, sentiment, question, thanks, links ON message BEGIN UPDATE member_day SET messages = messages - 1, replies = replies - (OLD.target IS NOT NULL AND OLD.target <> OLD.author), characters = characters - OLD.length, questions = questions - OLD.question, thanks = thanks - OLD.thanks, links = links - OLD.links, sentiment_sum = sentiment_sum - coalesce(OLD.sentiment, 0), sentiment_count = sentiment_count - (OLD.sentiment IS NOT NULL) WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND person = OLD.author; DELETE FROM member_day WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND person = OLD.author AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0; UPDATE tie_day SET replies = replies - 1, warmth_sum = warmth_sum - coalesce(OLD.sentiment, 0), warmth_count = warmth_count - (OLD.sentiment IS NOT NULL) WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND source = OLD.author AND target = OLD.target AND OLD.target <> OLD.author; DELETE FROM tie_day WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND source = OLD.author AND target = OLD.target AND OLD.target <> OLD.author AND replies = 0 AND mentions = 0 AND reactions = 0 AND warmth_sum = 0 AND warmth_count = 0; INSERT INTO member_day (guild, day, person, messages, replies, characters, questions, thanks, links, sentiment_sum, sentiment_count) SELECT NEW.guild, (((NEW.id >> 22) + 1420070400000) / 86400000), NEW.author, 1, (NEW.target IS NOT NULL AND NEW.target <> NEW.author), NEW.length, NEW.question, NEW.thanks, NEW.links, coalesce(NEW.sentiment, 0), (NEW.sentiment IS NOT NULL) WHERE true ON CONFLICT (guild, day, person) DO UPDATE SET messages = messages + excluded.messages, replies = replies + excluded.replies, characters = characters + excluded.characters, questions = questions + excluded.questions, thanks = thanks + excluded.thanks, links = links + excluded.links, sentiment_sum = sentiment_sum + excluded.sentiment_sum, sentiment_count = sentiment_count + excluded.sentiment_count; INSERT INTO tie_day (guild, day, source, target, replies, warmth_sum, warmth_count) SELECT NEW.guild, (((NEW.id >> 22) + 1420070400000) / 86400000), NEW.author, NEW.target, 1, coalesce(NEW.sentiment, 0), (NEW.sentiment IS NOT NULL) WHERE NEW.target IS NOT NULL AND NEW.target <> NEW.author ON CONFLICT (guild, day, source, target) DO UPDATE SET replies = replies + excluded.replies, warmth_sum = warmth_sum + excluded.warmth_sum, warmth_count = warmth_count + excluded.warmth_count; END;
CREATE TRIGGER message_leaving BEFORE DELETE ON message WHEN (SELECT frozen FROM control) = 0 BEGIN DELETE FROM mention WHERE message = OLD.id; DELETE FROM reaction WHERE message = OLD.id; DELETE FROM tally WHERE message = OLD.id; DELETE FROM awaiting WHERE reply_to = OLD.reply_to AND message = OLD.id; END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE member_day SET messages = messages - 1, replies = replies - (OLD.target IS NOT NULL AND OLD.target <> OLD.author), characters = characters - OLD.length, questions = questions - OLD.question, thanks = thanks - OLD.thanks, links = links - OLD.links, sentiment_sum = sentiment_sum - coalesce(OLD.sentiment, 0), sentiment_count = sentiment_count - (OLD.sentiment IS NOT NULL) WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND person = OLD.author; DELETE FROM member_day WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND person = OLD.author AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0; UPDATE tie_day SET replies = replies - 1, warmth_sum = warmth_sum - coalesce(OLD.sentiment, 0), warmth_count = warmth_count - (OLD.sentiment IS NOT NULL) WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND source = OLD.author AND target = OLD.target AND OLD.target <> OLD.author; DELETE FROM tie_day WHERE guild = OLD.guild AND day = (((OLD.id >> 22) + 1420070400000) / 86400000) AND source = OLD.author AND target = OLD.target AND OLD.target <> OLD.author AND replies = 0 AND mentions = 0 AND reactions = 0 AND warmth_sum = 0 AND warmth_count = 0; UPDATE member SET first_wrote_ms = (SELECT (min(id) >> 22) + 1420070400000 FROM message WHERE id > OLD.id AND author = OLD.author  AND guild = OLD.guild AND id < (SELECT (((min(day) + 1) * 86400000) - 1420070400000) << 22 FROM member_day WHERE guild = OLD.guild  AND day >= (((OLD.id >> 22) + 1420070400000) / 86400000) AND person = OLD.author AND messages > 0)) WHERE guild = OLD.guild AND person = OLD.author AND first_wrote_ms = ((OLD.id >> 22) + 1420070400000); END;
CREATE TRIGGER mention_added AFTER INSERT ON mention BEGIN INSERT INTO tie_day (guild, day, source, target, mentions) SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author, NEW.person, 1 FROM message WHERE id = NEW.message AND author <> NEW.person ON CONFLICT (guild, day, source, target) DO UPDATE SET mentions = mentions + excluded.mentions; END;
CREATE TRIGGER mention_removed AFTER DELETE ON mention WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE tie_day SET mentions = mentions - 1 WHERE (guild, day, source) = (SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author FROM message WHERE id = OLD.message) AND target = OLD.person AND source <> target; DELETE FROM tie_day WHERE (guild, day, source) = (SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author FROM message WHERE id = OLD.message) AND target = OLD.person AND source <> target AND replies = 0 AND mentions = 0 AND reactions = 0 AND warmth_sum = 0 AND warmth_count = 0; END;
CREATE TRIGGER reaction_added AFTER INSERT ON reaction BEGIN INSERT INTO member_day (guild, day, person, reactions) SELECT NEW.guild, (coalesce(NEW.at_ms, ((NEW.message >> 22) + 1420070400000)) / 86400000), NEW.person, 1 WHERE NEW.target IS NOT NEW.person ON CONFLICT (guild, day, person) DO UPDATE SET reactions = reactions + excluded.reactions;INSERT INTO tie_day (guild, day, source, target, reactions) SELECT NEW.guild, (coalesce(NEW.at_ms, ((NEW.message >> 22) + 1420070400000)) / 86400000), NEW.person, NEW.target, 1 WHERE NEW.target IS NOT NULL AND NEW.target <> NEW.person ON CONFLICT (guild, day, source, target) DO UPDATE SET reactions = reactions + excluded.reactions; UPDATE tally SET unnamed = max(0, total - (SELECT count(*) FROM reaction WHERE message = NEW.message)) WHERE message = NEW.message; END;
CREATE TRIGGER reaction_changed AFTER UPDATE OF at_ms, target ON reaction BEGIN UPDATE member_day SET reactions = reactions - 1 WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND person = OLD.person AND OLD.target IS NOT OLD.person; DELETE FROM member_day WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND person = OLD.person AND OLD.target IS NOT OLD.person AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0;UPDATE tie_day SET reactions = reactions - 1 WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND source = OLD.person AND target = OLD.target AND OLD.target <> OLD.person; DELETE FROM tie_day WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND source = OLD.person AND target = OLD.target AND OLD.target <> OLD.person AND replies = 0 AND mentions = 0 AND reactions = 0 AND warmth_sum = 0 AND warmth_count = 0; INSERT INTO member_day (guild, day, person, reactions) SELECT NEW.guild, (coalesce(NEW.at_ms, ((NEW.message >> 22) + 1420070400000)) / 86400000), NEW.person, 1 WHERE NEW.target IS NOT NEW.person ON CONFLICT (guild, day, person) DO UPDATE SET reactions = reactions + excluded.reactions;INSERT INTO tie_day (guild, day, source, target, reactions) SELECT NEW.guild, (coalesce(NEW.at_ms, ((NEW.message >> 22) + 1420070400000)) / 86400000), NEW.person, NEW.target, 1 WHERE NEW.target IS NOT NULL AND NEW.target <> NEW.person ON CONFLICT (guild, day, source, target) DO UPDATE SET reactions = reactions + excluded.reactions; END;
CREATE TRIGGER reaction_removed AFTER DELETE ON reaction WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE member_day SET reactions = reactions - 1 WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND person = OLD.person AND OLD.target IS NOT OLD.person; DELETE FROM member_day WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND person = OLD.person AND OLD.target IS NOT OLD.person AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0;UPDATE tie_day SET reactions = reactions - 1 WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND source = OLD.person AND target = OLD.target AND OLD.target <> OLD.person; DELETE FROM tie_day WHERE guild = OLD.guild AND day = (coalesce(OLD.at_ms, ((OLD.message >> 22) + 1420070400000)) / 86400000) AND source = OLD.person AND target = OLD.target AND OLD.target <> OLD.person AND replies = 0 AND mentions = 0 AND reactions = 0 AND warmth_sum = 0 AND warmth_count = 0; UPDATE tally SET total = max(0, total - 1), unnamed = max(0, total - 1 - (SELECT count(*) FROM reaction WHERE message = OLD.message)) WHERE message = OLD.message; END;
CREATE TRIGGER tally_added AFTER INSERT ON tally BEGIN UPDATE member_day SET unnamed = unnamed + NEW.unnamed WHERE (guild, day, person) = (SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author FROM message WHERE id = NEW.message); END;
CREATE TRIGGER tally_changed AFTER UPDATE OF unnamed ON tally WHEN OLD.unnamed <> NEW.unnamed BEGIN UPDATE member_day SET unnamed = unnamed + NEW.unnamed - OLD.unnamed WHERE (guild, day, person) = (SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author FROM message WHERE id = NEW.message); END;
CREATE TRIGGER tally_removed AFTER DELETE ON tally WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE member_day SET unnamed = unnamed - OLD.unnamed WHERE (guild, day, person) = (SELECT guild, (((id >> 22) + 1420070400000) / 86400000), author FROM message WHERE id = OLD.message); END;
CREATE TRIGGER voice_added AFTER INSERT ON voice BEGIN INSERT INTO member_day (guild, day, person, voice_ms) SELECT NEW.guild, (NEW.start_ms / 86400000), NEW.person, NEW.end_ms - NEW.start_ms WHERE NEW.end_ms > NEW.start_ms ON CONFLICT (guild, day, person) DO UPDATE SET voice_ms = voice_ms + excluded.voice_ms; END;
CREATE TRIGGER voice_changed AFTER UPDATE OF end_ms ON voice BEGIN UPDATE member_day SET voice_ms = voice_ms - (OLD.end_ms - OLD.start_ms) WHERE guild = OLD.guild AND day = (OLD.start_ms / 86400000) AND person = OLD.person; DELETE FROM member_day WHERE guild = OLD.guild AND day = (OLD.start_ms / 86400000) AND person = OLD.person AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0; INSERT INTO member_day (guild, day, person, voice_ms) SELECT NEW.guild, (NEW.start_ms / 86400000), NEW.person, NEW.end_ms - NEW.start_ms WHERE NEW.end_ms > NEW.start_ms ON CONFLICT (guild, day, person) DO UPDATE SET voice_ms = voice_ms + excluded.voice_ms; END;
CREATE TRIGGER voice_removed AFTER DELETE ON voice WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE member_day SET voice_ms = voice_ms - (OLD.end_ms - OLD.start_ms) WHERE guild = OLD.guild AND day = (OLD.start_ms / 86400000) AND person = OLD.person; DELETE FROM member_day WHERE guild = OLD.guild AND day = (OLD.start_ms / 86400000) AND person = OLD.person AND messages = 0 AND replies = 0 AND characters = 0 AND questions = 0 AND thanks = 0 AND links = 0 AND reactions = 0 AND unnamed = 0 AND sentiment_sum = 0 AND sentiment_count = 0 AND voice_ms = 0; END;
CREATE TRIGGER membership_added AFTER INSERT ON membership BEGIN UPDATE member SET joined_ms = (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 1), left_ms = CASE WHEN (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0) >= coalesce((SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 1), (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0)) THEN (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0) END, inviter = (SELECT inviter FROM membership WHERE guild = NEW.guild AND person = NEW.person AND inviter IS NOT NULL ORDER BY at_ms LIMIT 1) WHERE guild = NEW.guild AND person = NEW.person; END;
CREATE TRIGGER membership_changed AFTER UPDATE ON membership BEGIN UPDATE member SET joined_ms = (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 1), left_ms = CASE WHEN (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0) >= coalesce((SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 1), (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0)) THEN (SELECT max(at_ms) FROM membership WHERE guild = NEW.guild AND person = NEW.person AND joined = 0) END, inviter = (SELECT inviter FROM membership WHERE guild = NEW.guild AND person = NEW.person AND inviter IS NOT NULL ORDER BY at_ms LIMIT 1) WHERE guild = NEW.guild AND person = NEW.person; END;
CREATE TRIGGER membership_removed AFTER DELETE ON membership WHEN (SELECT frozen FROM control) = 0 BEGIN UPDATE member SET joined_ms = (SELECT max(at_ms) FROM membership WHERE guild = OLD.guild AND person = OLD.person AND joined = 1), left_ms = CASE WHEN (SELECT max(at_ms) FROM membership WHERE guild = OLD.guild AND person = OLD.person AND joined = 0) >= coalesce((SELECT max(at_ms) FROM membership WHERE guild = OLD.guild AND person = OLD.person AND joined = 1), (SELECT max(at_ms) FROM membership WHERE guild = OLD.guild AND person = OLD.person AND joined = 0)) THEN (SELECT max(at_ms) FROM membership WHERE guild = OLD.guild AND person = OLD.person AND joined = 0) END, inviter = (SELECT inviter FROM membership WHERE guild = OLD.guild AND person = OLD.person AND inviter IS NOT NULL ORDER BY at_ms LIMIT 1) WHERE guild = OLD.guild AND person = OLD.person; END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('guild',2);
INSERT INTO "sqlite_sequence" VALUES('person',4);
INSERT INTO "sqlite_sequence" VALUES('channel',5);
COMMIT;
