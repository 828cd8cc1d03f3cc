curl --request POST 'https://<workfront host>/integrations/oauth2/api/v1/token' \
--header 'Authorization: Basic <base64(client_id:client_secret)>' \
--header 'Content-Type: application/json' \
--data-raw '{
"code": "<code>",
"grant_type": "authorization_code",
"redirect_uri": "<redirect_url>"
}'
