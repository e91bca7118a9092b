-- The messages that transactions have decided to publish; see the package messaging.outbox.
create table outbox (
    id bigint generated always as identity primary key,
    aggregate varchar(255) not null,
    exchange varchar(255) not null,
    routing_key varchar(255) not null,
    message_id varchar(255) not null unique,
    body varchar(1048576) not null,
    trace varchar(55),
    created_at timestamp with time zone not null,
    attempts int default 0 not null,
    retry_at timestamp with time zone,
    reason varchar(600),
    published_at timestamp with time zone
);

-- For the oldest row of each aggregate that is not published, and for those published long ago.
create index outbox_state on outbox (published_at, aggregate, id);

-- How many published rows were removed, so that the books still balance.
create table outbox_removed (
    total bigint not null
);

insert into outbox_removed (total) values (0);
