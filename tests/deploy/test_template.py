"""The CloudFormation template: linted, deployed to a stand-in for AWS, and searched for what the
original design's templates had and this one must not have."""

import ast
import json

import boto3
import pytest
from cfnlint.decode import cfn_yaml
from moto import mock_aws

from test_files import ROOT, tool

TEMPLATE = ROOT / "deploy/aws/template.yaml"
PARAMETERS = {
    "Keys": "admin=admin:sha256:0",
    "ViewerCidr": "203.0.113.7/32",
    "Image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/livetill:0.1.0",
    "AlarmEmail": "shop@example.com",
}
# The stand-in does not know these types; cfn-lint checks them against AWS's own schemas.
UNKNOWN = {
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::ElastiCache::ParameterGroup",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SecretsManager::Secret",
}


def template():
    return json.loads(json.dumps(cfn_yaml.load(str(TEMPLATE))))


def resources(kind):
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def statements():
    """Every statement of every policy of a role or a user of the stack."""
    for kind in ("AWS::IAM::Role", "AWS::IAM::Policy"):
        for properties in resources(kind).values():
            policies = properties.get("Policies", [properties])
            for policy in policies:
                yield from policy.get("PolicyDocument", {}).get("Statement", [])


def as_list(value):
    return value if isinstance(value, list) else [value]


def test_cfn_lint_finds_nothing():
    tool("cfn-lint", "--include-checks", "I", "--", str(TEMPLATE))


@pytest.fixture(name="aws")
def fixture_aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield boto3.client


def create(aws, **parameters):
    # `sam deploy` puts an address in S3 here.
    code = "Code: ../../target/lambda/livetill-lambda/bootstrap.zip"
    text = TEMPLATE.read_text()
    assert text.count(code) == 1
    cloudformation = aws("cloudformation")
    cloudformation.create_stack(
        StackName="livetill",
        TemplateBody=text.replace(code, "Code: { ZipFile: x }"),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in {**PARAMETERS, **parameters}.items()
        ],
    )
    (stack,) = cloudformation.describe_stacks(StackName="livetill")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


@pytest.mark.filterwarnings("ignore:Tried to parse")
def test_the_stack_comes_up(aws):
    outputs = create(aws, Shards="4")
    kinesis = aws("kinesis").describe_stream(StreamName=outputs["StreamName"])["StreamDescription"]
    assert len(kinesis["Shards"]) == 4
    (mapping,) = aws("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert mapping["EventSourceArn"] == kinesis["StreamARN"]
    assert mapping["FunctionArn"].endswith(outputs["FunctionName"])
    assert outputs["Url"].startswith("http://")
    (listener,) = listeners(aws)
    assert listener["Protocol"] == "HTTP"
    ecs = aws("ecs")
    (cluster,) = ecs.list_clusters()["clusterArns"]
    assert len(ecs.list_services(cluster=cluster)["serviceArns"]) == 1
    (dashboard,) = aws("cloudwatch").list_dashboards()["DashboardEntries"]
    body = aws("cloudwatch").get_dashboard(DashboardName=dashboard["DashboardName"])["DashboardBody"]
    for figure in (
        "CPUUtilization",
        "FreeableMemory",
        "NetworkBytesIn",
        "NetworkBytesOut",
        "SwapUsage",
        "BytesUsedForCache",
        "EngineCPUUtilization",
        "CurrConnections",
    ):
        assert f'"{figure}"' in body, figure
    json.loads(body)


@pytest.mark.filterwarnings("ignore:Tried to parse")
def test_a_certificate_brings_https_and_nothing_else(aws):
    certificate = aws("acm").request_certificate(DomainName="till.example.com")["CertificateArn"]
    outputs = create(aws, CertificateArn=certificate, Consumer="both", NatPerZone="true")
    assert outputs["Url"].startswith("https://")
    found = {listener["Port"]: listener["DefaultActions"][0]["Type"] for listener in listeners(aws)}
    assert found == {80: "redirect", 443: "forward"}
    assert len(aws("ec2").describe_nat_gateways()["NatGateways"]) == 2


@pytest.mark.filterwarnings("ignore:Tried to parse")
def test_what_may_be_chosen_comes_up(aws):
    """What the stand-in makes of the template, without caches and firewalls, which it does not know."""
    outputs = create(aws, Durability="sync", StreamMode="ON_DEMAND", Archive="true", RequestLimit="2000", Spot="false")
    assert outputs["RecordsBucket"]
    # Nor does it know streams that divide themselves.
    (stream,) = resources("AWS::Kinesis::Stream").values()
    assert stream["StreamModeDetails"] == {"StreamMode": {"Ref": "StreamMode"}}
    assert chosen(stream["ShardCount"], IsOnDemand=True) is None


def chosen(value, **conditions):
    """The value of a property if these conditions hold."""
    while isinstance(value, dict) and "Fn::If" in value:
        name, yes, no = value["Fn::If"]
        value = yes if conditions[name] else no
    return None if value == {"Ref": "AWS::NoValue"} else value


def test_the_recommended_store_is_durable_by_itself():
    (cache,) = resources("AWS::ElastiCache::ReplicationGroup").values()
    durable = {name: chosen(value, IsDurable=True) for name, value in cache.items()}
    # What AWS requires of a durable store.
    assert durable["Durability"] == "sync" and durable["ClusterMode"] == "enabled"
    assert durable["Engine"] == "valkey" and durable["EngineVersion"] == "9.0"
    assert durable["NumNodeGroups"] == 1 and durable["ReplicasPerNodeGroup"] >= 1
    assert durable["NumCacheClusters"] is None
    replicated = {name: chosen(value, IsDurable=False) for name, value in cache.items()}
    assert replicated["Durability"] is None and replicated["NumCacheClusters"] == {"Ref": "CacheNodes"}
    url = resources("AWS::SecretsManager::Secret")["StoreUrl"]["SecretString"]
    assert "rediss-cluster://" in json.dumps(chosen(url, IsDurable=True))
    (parameters,) = resources("AWS::ElastiCache::ParameterGroup").values()
    assert chosen(parameters["CacheParameterGroupFamily"], IsDurable=True) == "valkey9"
    assert chosen(parameters["Properties"]["cluster-enabled"], IsDurable=True) == "yes"


def test_spare_capacity_is_for_the_peak_only():
    (service,) = resources("AWS::ECS::Service").values()
    assert "LaunchType" not in service
    always, spare = service["CapacityProviderStrategy"]
    assert always["CapacityProvider"] == "FARGATE" and always["Base"] == {"Ref": "ServerCount"}
    assert chosen(spare, HasSpot=True)["CapacityProvider"] == "FARGATE_SPOT"
    assert chosen(spare, HasSpot=False) is None and chosen(always["Weight"], HasSpot=False) == 1


def test_the_archive_is_what_import_reads():
    (firehose,) = resources("AWS::KinesisFirehose::DeliveryStream").values()
    destination = firehose["ExtendedS3DestinationConfiguration"]
    processors = {it["Type"]: it for it in destination["ProcessingConfiguration"]["Processors"]}
    assert processors["AppendDelimiterToRecord"]["Parameters"][0]["ParameterValue"] == "\\n"
    assert destination["CompressionFormat"] == "GZIP" and destination["FileExtension"] == ".ndjson.gz"
    assert template()["Resources"]["Records"]["DeletionPolicy"] == "Retain"


def test_the_firewall_refuses_who_asks_too_often():
    (acl,) = resources("AWS::WAFv2::WebACL").values()
    (rule,) = acl["Rules"]
    assert rule["Statement"]["RateBasedStatement"]["Limit"] == {"Ref": "RequestLimit"}
    assert acl["DefaultAction"] == {"Allow": {}}


def test_tls_is_what_aws_recommends():
    (listener,) = [it for it in resources("AWS::ElasticLoadBalancingV2::Listener").values() if "SslPolicy" in it]
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"


def test_alarms_reach_somebody():
    alarms = resources("AWS::CloudWatch::Alarm")
    assert len(alarms) > 5
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert alarm["AlarmDescription"], name


def listeners(aws):
    balancers = aws("elbv2")
    (balancer,) = balancers.describe_load_balancers()["LoadBalancers"]
    arn = balancer["LoadBalancerArn"]
    return balancers.describe_listeners(LoadBalancerArn=arn)["Listeners"]


def test_the_stand_in_knows_all_other_types(aws, recwarn):
    create(aws)
    unknown = {
        str(warning.message).split()[3]
        for warning in recwarn
        if str(warning.message).startswith("Tried to parse")
    }
    assert unknown == UNKNOWN


def test_no_role_may_do_everything():
    kinds = {resource["Type"] for resource in template()["Resources"].values()}
    assert "AWS::EC2::Instance" not in kinds, "nothing to log in to"
    for properties in resources("AWS::IAM::Role").values():
        assert "ManagedPolicyArns" not in properties
    # These cannot be limited to a resource.
    anywhere = {
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
    }
    seen = 0
    for statement in statements():
        seen += 1
        actions = as_list(statement["Action"])
        assert not any("*" in action for action in actions), actions
        if "*" in as_list(statement["Resource"]) and statement["Effect"] == "Allow":
            assert set(actions) <= anywhere, actions
    assert seen > 10


@pytest.mark.filterwarnings("ignore:Tried to parse")
@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("livetill:0.1.0", "livetill"),
        ("livetill", "livetill"),
        ("livetill@sha256:" + "0" * 64, "livetill"),
        ("shop/livetill:0.1.0", "shop"),
    ],
)
def test_servers_pull_from_the_repository_of_their_image_only(aws, image, repository):
    create(aws, Image=f"123456789012.dkr.ecr.eu-central-1.amazonaws.com/{image}")
    (allowed,) = [
        statement["Resource"]
        for statement in policy(aws, "launch")
        if "ecr:BatchGetImage" in as_list(statement["Action"])
    ]
    own = f"arn:aws:ecr:eu-central-1:123456789012:repository/{repository}"
    assert allowed == [own, f"{own}/*"]


@pytest.mark.filterwarnings("ignore:Tried to parse")
def test_the_functions_role_makes_interfaces_in_its_subnets_and_its_code_makes_none(aws):
    create(aws)
    statements = policy(aws, "read-and-log")
    network = {
        action for statement in statements for action in as_list(statement["Action"]) if action.startswith("ec2:")
    }
    (denied,) = [statement for statement in statements if statement["Effect"] == "Deny"]
    assert set(denied["Action"]) == network and denied["Resource"] == "*"
    assert list(denied["Condition"]["ArnLike"]) == ["lambda:SourceFunctionArn"]
    ec2 = aws("ec2")
    own = "arn:aws:ec2:eu-central-1:123456789012:"
    group, *_ = ec2.describe_security_groups(
        Filters=[{"Name": "description", "Values": ["The function, which nobody connects to"]}]
    )["SecurityGroups"]
    subnets = {
        subnet["SubnetId"]
        for subnet in ec2.describe_subnets()["Subnets"]
        if any("private" in tag["Value"] for tag in subnet.get("Tags", []) if tag["Key"] == "Name")
    }
    (made,) = [it["Resource"] for it in statements if it["Action"] == "ec2:CreateNetworkInterface"]
    assert len(subnets) == 2 and set(made) == {
        f"{own}network-interface/*",
        f"{own}security-group/{group['GroupId']}",
        *(f"{own}subnet/{subnet}" for subnet in subnets),
    }


def policy(aws, name):
    """The statements of a role's policy in the stack, with everything filled in."""
    iam = aws("iam")
    (role,) = [
        role["RoleName"]
        for role in iam.list_roles()["Roles"]
        if name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    ]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    # The stand-in writes Python where AWS has JSON.
    return ast.literal_eval(document)["Statement"]


def test_servers_know_the_load_balancer_as_their_proxy():
    (task,) = resources("AWS::ECS::TaskDefinition").values()
    (container,) = task["ContainerDefinitions"]
    (proxies,) = [it["Value"] for it in container["Environment"] if it["Name"] == "LIVETILL_PROXIES"]
    assert proxies == {"Fn::GetAtt": ["Vpc", "CidrBlock"]}


def test_the_network_is_open_where_it_must_be_and_nowhere_else():
    for name, properties in resources("AWS::EC2::SecurityGroup").items():
        for rule in properties.get("SecurityGroupIngress", []):
            assert rule["FromPort"] == rule["ToPort"] != 22
            if name == "LoadBalancerGroup":
                assert rule["CidrIp"] == {"Ref": "ViewerCidr"}
            else:
                assert "CidrIp" not in rule, name
    private = [{"Ref": "PrivateSubnet1"}, {"Ref": "PrivateSubnet2"}]
    (service,) = resources("AWS::ECS::Service").values()
    network = service["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == "DISABLED" and network["Subnets"] == private
    (cache,) = resources("AWS::ElastiCache::SubnetGroup").values()
    (function,) = resources("AWS::Lambda::Function").values()
    assert cache["SubnetIds"] == function["VpcConfig"]["SubnetIds"] == private


def test_the_store_survives_a_zone_and_is_not_read_on_the_way():
    (cache,) = resources("AWS::ElastiCache::ReplicationGroup").values()
    for wanted in (
        "AutomaticFailoverEnabled",
        "MultiAZEnabled",
        "TransitEncryptionEnabled",
        "AtRestEncryptionEnabled",
    ):
        assert cache[wanted] is True, wanted
    assert "resolve:secretsmanager" in json.dumps(cache["AuthToken"])
    store = json.dumps(resources("AWS::SecretsManager::Secret")["StoreUrl"]["SecretString"])
    assert "rediss://" in store and "wait=1" in store
    (parameters,) = resources("AWS::ElastiCache::ParameterGroup").values()
    assert parameters["Properties"]["maxmemory-policy"] == "noeviction"


def test_what_fails_comes_again_and_is_kept():
    (source,) = resources("AWS::Lambda::EventSourceMapping").values()
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert source["MaximumRetryAttempts"] == -1
    retention = template()["Parameters"]["StreamRetentionHours"]
    assert source["MaximumRecordAgeInSeconds"] < retention["MinValue"] * 3600
    bucket = source["DestinationConfig"]["OnFailure"]["Destination"]
    assert bucket == {"Fn::GetAtt": ["Failures", "Arn"]}
    assert template()["Resources"]["Failures"]["DeletionPolicy"] == "Retain"
    (function,) = resources("AWS::Lambda::Function").values()
    assert function["Runtime"] == "provided.al2023"


def test_secrets_come_from_the_secrets_store():
    (task,) = resources("AWS::ECS::TaskDefinition").values()
    (container,) = task["ContainerDefinitions"]
    secrets = {secret["Name"] for secret in container["Secrets"]}
    assert secrets == {"LIVETILL_STORE", "LIVETILL_KEYS"}
    plain = {variable["Name"] for variable in container["Environment"]}
    assert not plain & secrets
    assert container["ReadonlyRootFilesystem"] is True
    assert template()["Parameters"]["Keys"]["NoEcho"] is True
    (function,) = resources("AWS::Lambda::Function").values()
    variables = function["Environment"]["Variables"]
    assert "resolve:secretsmanager" in json.dumps(variables["LIVETILL_STORE"])
    assert "KmsKeyArn" in function


def test_web_sockets_outlive_the_load_balancers_idle_time():
    (balancer,) = resources("AWS::ElasticLoadBalancingV2::LoadBalancer").values()
    attributes = {entry["Key"]: entry["Value"] for entry in balancer["LoadBalancerAttributes"]}
    # The server pings viewers every thirty seconds.
    assert int(attributes["idle_timeout.timeout_seconds"]) >= 60
    (group,) = resources("AWS::ElasticLoadBalancingV2::TargetGroup").values()
    assert group["HealthCheckPath"] == "/healthz"


def test_a_browser_stays_at_the_server_that_it_signed_in_at():
    (group,) = resources("AWS::ElasticLoadBalancingV2::TargetGroup").values()
    attributes = {entry["Key"]: entry["Value"] for entry in group["TargetGroupAttributes"]}
    assert attributes["stickiness.enabled"] == "true"


def test_settings_are_settings_of_the_programs():
    (function,) = resources("AWS::Lambda::Function").values()
    source = (ROOT / "crates/livetill-lambda/src/settings.rs").read_text()
    for name in function["Environment"]["Variables"]:
        assert f'"{name}"' in source, name
    (task,) = resources("AWS::ECS::TaskDefinition").values()
    (container,) = task["ContainerDefinitions"]
    rows = "".join(path.read_text() for path in (ROOT / "crates/livetill/src/config/settings").glob("*.rs"))
    for variable in container["Environment"] + container["Secrets"]:
        assert f'env: Some("{variable["Name"]}")' in rows, variable
    flags = [word for word in container["Command"] if isinstance(word, str) and word.startswith("--")]
    for flag in flags:
        name = flag[2:].split("=")[0]
        assert f'flag: Some("{name}")' in rows, flag
