curl --request GET 'https://<workfront host>/attask/api/<api version>/proj/search' \
--header 'sessionID: <access_token>'
