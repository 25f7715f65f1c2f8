-- KEYS: the worker's sign.
return redis.call('SET', KEYS[1], redis.call('TIME')[1])
