-- The ids of the messages that have had their effect; see the package messaging.consume.
create table inbox (
    message_id varchar(255) primary key,
    received_at timestamp with time zone not null
);

create index inbox_received_at on inbox (received_at);
